/**
 * The kamelet {@code caravan-pull}: scans of a paged list, whole or since a watermark. Comes in: a
 * checkpoint. Goes out: pages with records, judged, and the checkpoint after each.
 */
package dev.caravan.pull;
