package dev.caravan.state;

import java.time.Instant;
import java.util.Optional;

/**
 * On which terms a scan runs, fixed when it begins. Part of the checkpoint.
 *
 * @param way a print of what it asks for and how: path, API, paging, page size, filters; its
 *     position means something on this way only
 * @param latest no watermark may pass this instant: when the scan began by the server's clock,
 *     where that is not the upper bound that it asked for
 */
public record Terms(String way, Optional<Instant> latest) {}
