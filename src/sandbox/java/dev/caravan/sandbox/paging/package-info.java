/**
 * The styles of real APIs in which the sandbox pages. Comes in: a request for a slice. Goes out: a
 * body and headers in that style.
 */
package dev.caravan.sandbox.paging;
