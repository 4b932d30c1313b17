/**
 * The verbs that show rows: {@code query} and {@code runs}. Comes in: a statement. Goes out: its
 * rows, for people or for another program.
 */
package dev.caravan.cli.query;
