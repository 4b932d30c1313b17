/**
 * What is new since the last scan. Comes in: marks in the API's own form. Goes out: the newest of
 * them, compared as instants or numbers.
 */
package dev.caravan.pull.watermark;
