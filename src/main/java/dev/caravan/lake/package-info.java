/**
 * The kamelet {@code caravan-lake}: a page of records into an Apache Iceberg table. Comes in:
 * records. Goes out: rows, accepted with their page and published after it, each once.
 */
package dev.caravan.lake;
