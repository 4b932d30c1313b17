/**
 * The page behind a Vert.x server: that of a standalone process or of a hub. Comes in: HTTP
 * requests. Goes out: replies, and a stream of events for pages that are open.
 */
package dev.caravan.page.server;
