/**
 * Limits of the HTTP server on connections and bodies. Comes in: connections. Goes out: whole
 * requests, in time and of bounded size.
 */
package dev.caravan.webhook.server;
