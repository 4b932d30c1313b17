/**
 * What of a record may be written, and under which names. Comes in: a record as the route brings
 * it. Goes out: one without what is excluded, with masked values, under other names.
 */
package dev.caravan.upsert.reshape;
