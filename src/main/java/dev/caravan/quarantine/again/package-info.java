/**
 * How a record in quarantine is recognised and tried again. Comes in: what a page loaded, and what
 * it could not. Goes out: what stands beside a record in quarantine, and which records there a page
 * has healed.
 */
package dev.caravan.quarantine.again;
