/**
 * The verb {@code check}. Comes in: files of routes and settings. Goes out: everything that is
 * wrong with them, in one go.
 */
package dev.caravan.cli.check;
