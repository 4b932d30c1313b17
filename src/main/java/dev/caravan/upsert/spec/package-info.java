/**
 * How records become rows, as the route says it. Comes in: parameters. Goes out: one description
 * that cannot contradict itself.
 */
package dev.caravan.upsert.spec;
