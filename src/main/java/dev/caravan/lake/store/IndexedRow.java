package dev.caravan.lake.store;

import java.util.Optional;

/**
 * What is known of the newest accepted record of a key.
 *
 * @param version its version as a number: the version itself, or microseconds since 1970
 * @param content a print of what it holds
 * @param deleted whether it is a tombstone that left no row
 */
public record IndexedRow(String key, Optional<String> version, String content, boolean deleted) {}
