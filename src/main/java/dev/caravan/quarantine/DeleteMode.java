package dev.caravan.quarantine;

/**
 * What a tombstone does to its row. HARD deletes the row; an older update that arrives after it
 * brings the row back, because nothing of the deletion is kept. SOFT keeps the row and sets its
 * column {@code _deleted}; an older update does not bring it back.
 */
public enum DeleteMode {
  HARD,
  SOFT
}
