package dev.caravan.api.limits;

import java.time.Instant;
import java.util.Optional;

/**
 * How a gate stands.
 *
 * @param used places of the quota that are not free
 * @param opens when a request may start, if not now
 */
public record GateStanding(Optional<Quota> quota, long used, Optional<Instant> opens) {}
