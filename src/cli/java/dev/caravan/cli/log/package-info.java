/**
 * The log of the program, as text or JSON, without secrets. Comes in: events of logback. Goes out:
 * lines.
 */
package dev.caravan.cli.log;
