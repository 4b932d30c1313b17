/**
 * The steps of {@code caravan-worker}. Comes in: the messages of a poll. Goes out: rows and ids in
 * one transaction, then the offsets.
 */
package dev.caravan.worker.step;
