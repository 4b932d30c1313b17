package dev.caravan.upsert.column;

import java.util.Optional;

/**
 * A column as the database's catalog shows it.
 *
 * @param sqlType with length and precision, lower case: {@code numeric(12,2)}
 * @param generated computed by the database; nobody can set it
 */
public record NativeColumn(
    String name,
    String sqlType,
    boolean notNull,
    Optional<String> defaultValue,
    boolean generated) {}
