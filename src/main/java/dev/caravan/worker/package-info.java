/**
 * A worker of {@code caravan-worker}: its parameters, run, metrics and health. Comes in: what its
 * route says. Goes out: what the steps of a batch go by.
 */
package dev.caravan.worker;
