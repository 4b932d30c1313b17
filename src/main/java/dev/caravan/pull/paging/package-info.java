/**
 * Ways from page to page. Comes in: a response and its position. Goes out: the next position and
 * the request for it.
 */
package dev.caravan.pull.paging;
