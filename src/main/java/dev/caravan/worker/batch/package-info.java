/**
 * How far the work on one batch of messages has come. Comes in: messages of a poll, and what the
 * steps did to their events. Goes out: what is to be done next, and which offsets are done.
 */
package dev.caravan.worker.batch;
