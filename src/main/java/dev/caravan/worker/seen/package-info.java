/**
 * Which events were worked on before. Comes in: ids. Goes out: those that are new, claimed in the
 * transaction of their rows.
 */
package dev.caravan.worker.seen;
