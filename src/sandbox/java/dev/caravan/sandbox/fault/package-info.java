/**
 * Faults of the sandbox, switched on by tests and the demo. Comes in: a response. Goes out: the
 * same, spoilt as asked.
 */
package dev.caravan.sandbox.fault;
