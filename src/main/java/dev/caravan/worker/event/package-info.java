/**
 * Messages become events. Comes in: a Kafka record. Goes out: its events with ids and records, or
 * dead letters that say why there are none.
 */
package dev.caravan.worker.event;
