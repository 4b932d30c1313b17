/**
 * The kamelet {@code caravan-webhook}: receive, verify, store in Kafka, then answer. Comes in: an
 * HTTP request of a provider. Goes out: a Kafka record, confirmed, and a reply.
 */
package dev.caravan.webhook;
