/**
 * The topic of what was given up, for people. Comes in: dead letters, and a decision about them.
 * Goes out: messages that are worked on again, or that are done with.
 */
package dev.caravan.worker.deadletter;
