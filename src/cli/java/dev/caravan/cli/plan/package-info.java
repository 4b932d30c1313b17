/**
 * The verb {@code plan}. Comes in: streams, their runs so far and the limits of their APIs. Goes
 * out: how many requests and how much time they take.
 */
package dev.caravan.cli.plan;
