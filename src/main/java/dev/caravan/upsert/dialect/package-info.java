/**
 * What differs between databases. Comes in: a plan and rows. Goes out: SQL of SQLite or PostgreSQL.
 */
package dev.caravan.upsert.dialect;
