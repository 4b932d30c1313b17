package dev.caravan.upsert.row;

import java.util.List;

/**
 * A record that passed validation: its normal values by slot (shorter than the page has fields when
 * later records brought more), whether it is a tombstone, and its lists that go to child tables.
 */
public record Row(Object raw, Object[] values, boolean tombstone, List<List<ListElement>> lists) {
  /** The value of a field; null when the record has none. */
  public Object value(int slot) {
    return slot < values.length ? values[slot] : null;
  }

  /** The elements of a list, or null: the record has no such list. */
  public List<ListElement> list(int index) {
    return lists.isEmpty() ? null : lists.get(index);
  }
}
