/**
 * Which details of events an API is asked for. Comes in: events that only say that something
 * changed. Goes out: requests, and records from what the API says.
 */
package dev.caravan.worker.details;
