package dev.caravan.run;

/**
 * A stream whose runs another one waits for.
 *
 * @param name the id of its route
 * @param table that it loads
 */
public record ParentStream(String name, String table) {}
