/**
 * The table of parents, and how far a stream is with each of them. Comes in: rows of the table.
 * Goes out: parents to ask for, and a small position for all of them.
 */
package dev.caravan.children.parents;
