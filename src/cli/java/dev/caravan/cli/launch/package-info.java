/**
 * The Camel application behind a verb. Comes in: options of the command line. Goes out: streams and
 * tables that are ready, or a problem that a user can fix.
 */
package dev.caravan.cli.launch;
