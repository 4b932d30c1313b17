/**
 * One third-party API: where it is, what a request to it is, and what its failures mean. Comes in:
 * a {@link dev.caravan.api.Call}. Goes out: an answer that is the API's word, or an exception that
 * says why there is none.
 */
package dev.caravan.api;
