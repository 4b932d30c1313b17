/**
 * What Apache's HTTP client must and must not do for us: sizes, deadlines, event streams, dates.
 * Comes in: a connection of the client. Goes out: an answer within its limits.
 */
package dev.caravan.api.http;
