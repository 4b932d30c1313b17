/**
 * Lists within records that become rows of tables of their own. Comes in: a record. Goes out: the
 * record without them, and their elements, each with its place.
 */
package dev.caravan.upsert.child;
