/**
 * Records of a page as arrays. Comes in: a record. Goes out: its values by slot, and which kinds of
 * values each field of the page has.
 */
package dev.caravan.upsert.row;
