/**
 * A request to the page and its reply, whatever server they go through. Comes in: what a browser
 * sent. Goes out: whether it may be served, and how.
 */
package dev.caravan.page.call;
