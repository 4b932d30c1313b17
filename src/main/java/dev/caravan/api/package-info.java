/**
 * One third-party API: where it is, how to prove who asks, and how politely to ask. Comes in: the
 * properties of a bean in YAML. Goes out: an HTTP client that keeps to them.
 */
package dev.caravan.api;
