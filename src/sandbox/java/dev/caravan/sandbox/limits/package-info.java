/**
 * Quotas of the sandbox. Comes in: the instant of a request. Goes out: whether it is let in, and
 * what is told of it.
 */
package dev.caravan.sandbox.limits;
