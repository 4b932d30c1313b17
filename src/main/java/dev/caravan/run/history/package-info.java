/**
 * What is kept of runs, and read again: table, states, ids. Comes in: a run and its ends. Goes out:
 * rows of {@code caravan_run}.
 */
package dev.caravan.run.history;
