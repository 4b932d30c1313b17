/**
 * The verbs of {@code quarantine}. Comes in: records that could not be loaded. Goes out: a list, a
 * record, or records tried again.
 */
package dev.caravan.cli.quarantine;
