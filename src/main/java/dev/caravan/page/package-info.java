/**
 * The operator's page and its JSON API. Comes in: requests of browsers and programs. Goes out: what
 * the process and its database know of streams, and what people want done.
 */
package dev.caravan.page;
