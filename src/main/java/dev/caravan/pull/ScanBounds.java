package dev.caravan.pull;

import java.time.Instant;
import java.util.Optional;

/**
 * What a scan asks for, the same for all its pages.
 *
 * @param watermark of the last complete scan, in the API's own form
 * @param started when the scan began; the upper bound, where the API takes one
 */
public record ScanBounds(Optional<String> watermark, Instant started) {}
