/**
 * The kamelet {@code caravan-pull-children}: a scan for each record of a table, in rounds. Comes
 * in: parents and the pages of their scans. Goes out: a round of pages, written in one transaction.
 */
package dev.caravan.children;
