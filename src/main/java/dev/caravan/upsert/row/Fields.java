package dev.caravan.upsert.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one page, each with a slot in its rows. Records of a page mostly have the same
 * fields in the same order, so the slot after the last one is tried before the map is asked.
 */
public final class Fields {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> slots = new HashMap<>();

  public int slot(String name, int expected) {
    if (expected < names.size() && names.get(expected).equals(name)) {
      return expected;
    }
    Integer slot = slots.get(name);
    return slot == null ? add(name) : slot;
  }

  public int size() {
    return names.size();
  }

  public String name(int slot) {
    return names.get(slot);
  }

  public List<String> names() {
    return List.copyOf(names);
  }

  private int add(String name) {
    names.add(name);
    slots.put(name, names.size() - 1);
    return names.size() - 1;
  }
}
