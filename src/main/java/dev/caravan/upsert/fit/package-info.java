/**
 * Which records of a page can be rows, and as what. Comes in: records and the table's columns. Goes
 * out: rows that fit, the newest of each key, and the others with their reasons.
 */
package dev.caravan.upsert.fit;
