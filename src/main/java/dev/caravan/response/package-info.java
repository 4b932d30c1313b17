/**
 * Bytes of an HTTP response become records: charset, JSON, CSV, the JSONPath of the list. Comes in:
 * a response that {@code api} fetched. Goes out: an {@link dev.caravan.response.Answer} with exact
 * values, for whoever asked.
 */
package dev.caravan.response;
