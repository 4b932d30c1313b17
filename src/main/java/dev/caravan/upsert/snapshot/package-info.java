/**
 * Deletes of what a scan of everything did not list. Comes in: the keys of its pages. Goes out:
 * rows deleted or marked, below a ceiling.
 */
package dev.caravan.upsert.snapshot;
