/**
 * The verb {@code tail}. Comes in: a stream or a worker, which runs in any process on the database.
 * Goes out: a line for all that its runs do.
 */
package dev.caravan.cli.tail;
