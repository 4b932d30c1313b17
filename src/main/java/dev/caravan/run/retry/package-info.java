/**
 * Tries records in quarantine again. Comes in: the number of one. Goes out: it is in its target, or
 * still there with the reason.
 */
package dev.caravan.run.retry;
