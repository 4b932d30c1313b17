package dev.caravan.upsert.fit;

import dev.caravan.upsert.row.Row;

/**
 * A row and its values as the columns of a plan take them.
 *
 * @param values the one thing that tells the row from all others on its way into the table
 */
public record Fitted(Row row, Object[] values) {}
