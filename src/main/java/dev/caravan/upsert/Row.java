package dev.caravan.upsert;

/**
 * A record that passed validation: its normal values by slot (shorter than the page has fields when
 * later records brought more), and whether it is a tombstone.
 */
record Row(Object raw, Object[] values, boolean tombstone) {
  Object value(int slot) {
    return slot < values.length ? values[slot] : null;
  }
}
