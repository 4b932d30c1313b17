package dev.caravan.pull.end;

import dev.caravan.response.Prints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a page is known by: prints of some of its records, by their places on it. A page that comes
 * again has the same ones at the same places, but for those that changed meanwhile; a page of a
 * list that grew in front has them at others. Stands as a text in the checkpoint.
 *
 * @param place a print of the position that was asked for
 * @param rows how many came
 * @param marks prints of the first record, the last one, and of those between them
 */
record PagePrint(String place, int rows, List<String> marks) {
  private static final int MARKS = 5;
  private static final int LENGTH = 8;
  private static final int LEAST_MARKS = 3;

  static PagePrint of(Optional<String> position, List<?> rows) {
    int steps = Math.min(MARKS, rows.size()) - 1;
    List<String> marks =
        IntStream.rangeClosed(0, steps)
            .mapToObj(step -> rows.get(place(step, steps, rows.size())))
            .map(row -> mark(Prints.ofRecord(row)))
            .toList();
    return new PagePrint(Prints.of(position), rows.size(), marks);
  }

  static PagePrint parse(String text) {
    List<String> parts = List.of(text.split("\\."));
    boolean whole = parts.size() > 2 && parts.get(1).matches("\\d{1,9}");
    return whole
        ? new PagePrint(
            parts.get(0), Integer.parseInt(parts.get(1)), parts.subList(2, parts.size()))
        : new PagePrint(text, 0, List.of());
  }

  /** Whether its last record is one of those with these prints. */
  boolean endsAmong(List<String> prints) {
    return !marks.isEmpty()
        && prints.stream().anyMatch(each -> each.startsWith(marks.get(marks.size() - 1)));
  }

  /**
   * Whether a page has its records but for the first, each one place nearer to the front.
   *
   * @param prints of all records of that page
   */
  boolean isMovedByOne(List<String> prints) {
    int steps = marks.size() - 1;
    return marks.size() >= LEAST_MARKS
        && prints.size() >= rows - 1
        && IntStream.rangeClosed(1, steps)
            .allMatch(step -> prints.get(place(step) - 1).startsWith(marks.get(step)));
  }

  /** Where on its page the record of a mark is. */
  private int place(int step) {
    return place(step, marks.size() - 1, rows);
  }

  private static int place(int step, int steps, int rows) {
    return steps == 0 ? 0 : (int) ((long) step * (rows - 1) / steps);
  }

  /** Whether a text is the print of a page, and not of a record. */
  static boolean isOne(String text) {
    return text.contains(".");
  }

  /** Whether most of the records came at another place. Records that are alike tell nothing. */
  boolean repeats(PagePrint other) {
    if (rows != other.rows || place.equals(other.place) || marks.size() != other.marks.size()) {
      return false;
    }
    Set<String> again = new HashSet<>();
    for (int i = 0; i < marks.size(); i++) {
      if (marks.get(i).equals(other.marks.get(i))) {
        again.add(marks.get(i));
      }
    }
    return 2 * again.size() > marks.size();
  }

  /** Whether as many records came, the same ones at the same places. */
  boolean isLike(PagePrint other) {
    return rows == other.rows && marks.equals(other.marks);
  }

  /** The print of a record as it stands in that of a page. */
  static String mark(String print) {
    return print.substring(0, LENGTH);
  }

  /**
   * Whether most of the records are among the rows of another page, wherever: a response that was
   * kept while some of its records went, and others came after them. A larger page has records of
   * its own beside them.
   */
  boolean isWithin(PagePrint other, Set<String> others) {
    return other.rows <= rows && isAmong(other, others);
  }

  /** The same, however many records the other page has. */
  private boolean isAmong(PagePrint other, Set<String> others) {
    Set<String> mine = new HashSet<>(marks);
    long again = mine.stream().filter(others::contains).count();
    return mine.size() >= LEAST_MARKS && !place.equals(other.place) && 2 * again > mine.size();
  }

  /**
   * How many rows of another page are taken to have come before, when most of its records are among
   * them: all up to the last that is known there, and as many behind that as it had. Those that are
   * pushed on begin the page that they are pushed to.
   *
   * @param others marks of the rows of that page, in order
   */
  int again(PagePrint other, List<String> others) {
    if (!isAmong(other, Set.copyOf(others))) {
      return 0;
    }
    int last =
        IntStream.range(0, marks.size())
            .filter(step -> others.contains(marks.get(step)))
            .max()
            .orElseThrow();
    int behind = rows - 1 - place(last);
    return Math.min(others.size(), others.indexOf(marks.get(last)) + 1 + behind);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of(place, String.valueOf(rows)));
    parts.addAll(marks);
    return String.join(".", parts);
  }
}
