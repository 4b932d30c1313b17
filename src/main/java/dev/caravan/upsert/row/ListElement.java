package dev.caravan.upsert.row;

import java.util.List;
import java.util.Map;

/**
 * An element of a list within a record.
 *
 * @param place where it stands, as {@code lines[0].discounts[2]}
 * @param line what tells it apart below the record: of each list on the way its position or key
 * @param fields what it holds; of no object one field {@code value}
 */
public record ListElement(String place, List<Object> line, Map<String, Object> fields) {
  public static final String VALUE = "value";
}
