/**
 * What was fetched on its way to being written: between two branches, and alone or with what came
 * beside it.
 */
package dev.caravan.run.fetched;
