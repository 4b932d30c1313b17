package dev.caravan.pull.end;

import dev.caravan.pull.paging.Prints;
import java.util.List;
import java.util.Optional;

/**
 * What a page is known by as a whole. Stands as a text in the checkpoint.
 *
 * @param place a print of the position that was asked for
 * @param rows a print of what came
 */
record PagePrint(String place, String rows) {
  static PagePrint of(Optional<String> position, List<?> rows) {
    return new PagePrint(Prints.of(position), Prints.of(rows));
  }

  static PagePrint parse(String text) {
    int dot = text.indexOf('.');
    return new PagePrint(text.substring(0, Math.max(0, dot)), text.substring(dot + 1));
  }

  /** Whether the same rows came at another place. */
  boolean repeats(PagePrint other) {
    return rows.equals(other.rows) && !place.equals(other.place);
  }

  @Override
  public String toString() {
    return place + "." + rows;
  }
}
