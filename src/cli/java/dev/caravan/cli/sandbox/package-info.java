/**
 * The verbs {@code demo} and {@code sandbox}. Comes in: the user's routes. Goes out: a shop to try
 * them against, and a summary.
 */
package dev.caravan.cli.sandbox;
