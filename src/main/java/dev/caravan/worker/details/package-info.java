/**
 * Details of events, asked of an API. Comes in: events that only say that something changed. Goes
 * out: their records, or an outage.
 */
package dev.caravan.worker.details;
