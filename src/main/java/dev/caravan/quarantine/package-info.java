/**
 * What sinks share, and what sources tell them: origin, ledger, limits, rejects, snapshots, keys.
 * Comes in: records of a page. Goes out: the count of what became of them, and those that cannot go
 * on.
 */
package dev.caravan.quarantine;
