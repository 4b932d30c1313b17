/**
 * What people see of quarantine and do with it. Comes in: a choice of records. Goes out: the
 * records with what became of them.
 */
package dev.caravan.quarantine.kept;
