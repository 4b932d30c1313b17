/**
 * Ways from page to page. Comes in: an answer and its position. Goes out: the next position and the
 * request for it.
 */
package dev.caravan.pull.paging;
