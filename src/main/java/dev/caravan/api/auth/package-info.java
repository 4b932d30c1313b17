/**
 * How a request proves who asks, and which tokens and certificates it takes for that. Comes in: a
 * request without credentials. Goes out: one with them, put on the wire below Camel.
 */
package dev.caravan.api.auth;
