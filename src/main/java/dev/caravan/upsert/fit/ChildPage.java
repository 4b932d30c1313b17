package dev.caravan.upsert.fit;

import java.util.List;
import java.util.Map;

/**
 * The rows of child tables of a page.
 *
 * @param parents the records of the page that have no bad element
 * @param rows for each child table its rows by the values of their record; none where a record has
 *     no such list
 */
public record ChildPage(List<Fitted> parents, List<Map<Object[], List<Object[]>>> rows) {
  /** A page without records. */
  public static final ChildPage NOTHING = new ChildPage(List.of(), List.of());
}
