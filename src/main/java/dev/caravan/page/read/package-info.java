/**
 * What the page shows. Comes in: the database, and what this process measures. Goes out: JSON.
 * Without the token it holds names, states, counts and times, and no text that an API or a record
 * has brought.
 */
package dev.caravan.page.read;
