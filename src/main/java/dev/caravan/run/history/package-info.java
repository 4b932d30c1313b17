/**
 * What is kept and told of runs: table, metrics, health, status. Comes in: a run and its ends. Goes
 * out: rows of {@code caravan_run}, series and states.
 */
package dev.caravan.run.history;
