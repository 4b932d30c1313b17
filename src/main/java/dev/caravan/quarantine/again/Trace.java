package dev.caravan.quarantine.again;

import java.util.Optional;

/**
 * What stands beside a record in quarantine.
 *
 * @param known by what it is recognised, when its key is whole and its version can be read
 * @param before the record before the steps of its route, where that is another one
 */
public record Trace(Optional<KeyAndVersion> known, Passage passage, Optional<Object> before) {}
