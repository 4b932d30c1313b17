/**
 * The work on one batch of messages: transaction, ledger, acknowledgement. Comes in: messages of a
 * poll. Goes out: offsets, committed after the rows.
 */
package dev.caravan.worker.batch;
