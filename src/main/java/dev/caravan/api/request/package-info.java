/**
 * One request, sent until it is answered, and what its failures mean. Comes in: a {@link
 * dev.caravan.api.request.Call}. Goes out: a response that is the API's word, or an exception that
 * says why there is none.
 */
package dev.caravan.api.request;
