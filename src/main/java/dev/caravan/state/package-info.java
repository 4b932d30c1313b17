/**
 * Where streams stand: checkpoints and what is known of an API's pages. Comes in: a checkpoint and
 * its version. Goes out: the next one, or a conflict with another process.
 */
package dev.caravan.state;
