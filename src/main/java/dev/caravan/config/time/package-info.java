/**
 * How long and when: durations, cron expressions, times of the day. Comes in: what users write.
 * Goes out: durations and instants.
 */
package dev.caravan.config.time;
