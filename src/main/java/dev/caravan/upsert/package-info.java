/**
 * The kamelet {@code caravan-upsert}: a page of records into a table, newest version first. Comes
 * in: records. Goes out: rows, validated, staged and merged in one statement.
 */
package dev.caravan.upsert;
