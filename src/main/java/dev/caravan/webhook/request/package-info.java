/**
 * A request of a provider, nothing believed yet. Comes in: its bytes. Goes out: its parts, each
 * decoded once, and what the provider is told.
 */
package dev.caravan.webhook.request;
