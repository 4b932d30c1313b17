/**
 * Bytes of an HTTP answer become records: charset, JSON, CSV, the JSONPath of the list. Comes in:
 * an answer that {@code api} fetched. Goes out: an {@link dev.caravan.answer.Answer} with exact
 * values, for whoever asked.
 */
package dev.caravan.answer;
