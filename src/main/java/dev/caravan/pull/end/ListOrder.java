package dev.caravan.pull.end;

import dev.caravan.pull.paging.Pagination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks whether the pages of a scan lie in an order. Notes a page that is in none by the field of
 * its keyset, where what comes after need not be beyond it; and counts the records that come on two
 * pages of a scan by page or offset. A list that grows in front pushes records on to the next page,
 * in their order and before all others; one that has no fixed order brings them anywhere, and
 * leaves as many out. For one scan, by one thread at a time.
 */
public final class ListOrder {
  private static final Sign REPEATS = new Sign("repeats", "", Sign.Kind.COUNT);
  private static final Sign ORDER = new Sign("order", "", Sign.Kind.COUNT);

  /** Records that are remembered, by their prints. */
  private static final int MOST = 100_000;

  private final Rules rules;
  private final boolean looks;
  private final Map<String, Integer> places = new HashMap<>();
  private int came;
  private long again;
  private boolean mixed;

  public ListOrder(Rules rules) {
    this.rules = rules;
    Pagination pagination = rules.pagination();
    this.looks =
        pagination.isNumbered()
            && pagination.again() == Pagination.Again.NEVER
            && !pagination.isStepByLimit()
            && !rules.ignores(REPEATS);
  }

  /**
   * Looks at the next page.
   *
   * @param records of it
   */
  public void add(Told told, List<?> records) {
    mixed |= !rules.ignores(ORDER) && rules.pagination().isMixed(records);
    if (looks && told.proof().isEmpty() && !told.isRepeat() && places.size() < MOST) {
      count(told);
    }
  }

  private void count(Told told) {
    List<String> rows = told.prints().stream().skip(1).toList();
    int pushed = pushed(rows);
    again += rows.stream().skip(pushed).filter(places::containsKey).count();
    rows.forEach(row -> places.put(row, came++));
  }

  /** How many records at the beginning of a page a list that grew in front has pushed there. */
  private int pushed(List<String> rows) {
    Integer first = rows.isEmpty() ? null : places.get(rows.get(0));
    if (first == null) {
      return 0;
    }
    int run = 1;
    while (run < rows.size() && Integer.valueOf(first + run).equals(places.get(rows.get(run)))) {
      run++;
    }
    return run == rows.size() || first + run == came ? run : 0;
  }

  /** What to say at the end of the scan. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (mixed) {
      notes.add(
          "a page lists its records in no order by the field that keysetField names, so those that come after it need not be beyond the furthest value, and some may have come on no page: ask in path for that order, or set keysetField to the field that the API orders by; if each page has the next records and only mixes them, set ignoreSigns: "
              + ORDER.name());
    }
    if (again > 0) {
      notes.add(
          "%d records came on two pages of the scan, elsewhere than where a list that grows would push them, so the API seems to list in no fixed order, and as many may have come on no page: ask in path for an order by a field that no two records share, such as id; if records are alike by nature, set ignoreSigns: %s"
              .formatted(again, REPEATS.name()));
    }
    return notes;
  }
}
