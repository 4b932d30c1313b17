/**
 * The spine that every source shares: open a run, write a page, move the checkpoint, end. Comes in:
 * an {@link dev.caravan.run.Input}. Goes out: a run with its pages in one transaction each, its
 * metrics and its health.
 */
package dev.caravan.run;
