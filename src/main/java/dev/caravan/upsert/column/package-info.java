/**
 * What a column and a table are, whatever the database. Comes in: names and types as they stand.
 * Goes out: quoted names and values that are equal by content.
 */
package dev.caravan.upsert.column;
