/**
 * What HTTP must and must not do for us: addresses, sizes, deadlines, event streams. Comes in: a
 * connection of the client. Goes out: a response within its limits, or why it cannot be read.
 */
package dev.caravan.api.http;
