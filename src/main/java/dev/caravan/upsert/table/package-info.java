/**
 * A table as it stands, and how it changes to hold a page. Comes in: the fields of a page. Goes
 * out: columns, made or widened within the page's transaction.
 */
package dev.caravan.upsert.table;
