/**
 * What a failure says about events. Comes in: an exception. Goes out: whether to wait, to try again
 * or to give up, and a text without secrets.
 */
package dev.caravan.worker.failure;
