package dev.caravan.cli.discover.seen;

import dev.caravan.response.Prints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The beginning of the list, as far as it was seen, by which other pages are recognised. */
public final class KnownRows {
  private final List<Object> rows = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  public List<Object> all() {
    return rows;
  }

  public int size() {
    return rows.size();
  }

  public void clear() {
    rows.clear();
    places.clear();
  }

  /** Takes a longer beginning; whether it begins as the one that is known. */
  public boolean extend(List<?> longer) {
    if (!beginsHere(longer, 0)) {
      return false;
    }
    for (Object row : longer.subList(Math.min(rows.size(), longer.size()), longer.size())) {
      append(row);
    }
    return true;
  }

  private void append(Object row) {
    places.putIfAbsent(Prints.of(row), rows.size());
    rows.add(row);
  }

  /** Where in the list a row stands; -1 when it is not known. */
  public int indexOf(Object row) {
    return places.getOrDefault(Prints.of(row), -1);
  }

  /** Where a page begins; -1 when it is empty or begins with a row that is not known. */
  public int beginOf(List<?> page) {
    return page.isEmpty() ? -1 : indexOf(page.get(0));
  }

  /** Whether a page is what stands from a place on, as far as that is known. */
  public boolean beginsHere(List<?> page, int from) {
    for (int i = 0; i < page.size(); i++) {
      int at = indexOf(page.get(i));
      if (from + i < rows.size()
          ? !Prints.of(rows.get(from + i)).equals(Prints.of(page.get(i)))
          : at >= 0) {
        return false;
      }
    }
    return !page.isEmpty();
  }
}
