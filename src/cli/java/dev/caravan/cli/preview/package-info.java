/**
 * The verb {@code preview}. Comes in: a stream. Goes out: what its first pages would become, with
 * nothing written anywhere.
 */
package dev.caravan.cli.preview;
