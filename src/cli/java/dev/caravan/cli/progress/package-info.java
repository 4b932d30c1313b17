/**
 * How far the runs of this process are, for who waits for them. Comes in: runs under way and what
 * is measured of them. Goes out: lines that move on a terminal, or lines of the log.
 */
package dev.caravan.cli.progress;
