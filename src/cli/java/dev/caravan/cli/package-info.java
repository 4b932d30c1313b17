/**
 * The verbs of the program. Comes in: words on the command line. Goes out: an exit code and text
 * for people.
 */
package dev.caravan.cli;
