/** What differs between databases. Comes in: a plan and rows. Goes out: SQL of one database. */
package dev.caravan.upsert.dialect;
