/**
 * The verbs of {@code deadletters}. Comes in: a dead-letter topic. Goes out: a list, a letter, or
 * letters sent again.
 */
package dev.caravan.cli.deadletters;
