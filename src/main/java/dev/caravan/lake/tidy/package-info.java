/**
 * Keeps the tables of the lake tidy while streams load them: small files and deleted positions into
 * clean files, old snapshots away, and what killed processes left.
 */
package dev.caravan.lake.tidy;
