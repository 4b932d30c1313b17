/**
 * Slices of {@code caravan-pull}: a scan of its own for each window of marks. Comes in: the span
 * from a watermark until now. Goes out: rounds of pages, and a watermark that passes a window only
 * when all before it are complete.
 */
package dev.caravan.slices;
