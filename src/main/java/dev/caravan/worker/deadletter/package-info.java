/**
 * Events that were given up, and how they come back. Comes in: an event and the reason. Goes out: a
 * message that can be replayed alone.
 */
package dev.caravan.worker.deadletter;
