package dev.caravan.upsert.spec;

import dev.caravan.value.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a list within a record becomes rows of a table of its own.
 *
 * @param path the names that lead to the list, {@code lines} or {@code lines.discounts}
 * @param table the child table, optionally {@code schema.table}
 * @param parentKey the columns that hold the key of the record, or of the element, that has the
 *     list
 * @param own the columns that tell the elements of a list apart, and the fields that they are; the
 *     one column of a position has no field
 * @param demanded whether the list must be there
 * @param required fields that an element must have
 * @param columns types of fields that are declared
 */
public record ChildSpec(
    List<String> path,
    String table,
    List<String> parentKey,
    Map<String, String> own,
    boolean demanded,
    List<String> required,
    Map<String, ColumnType> columns) {
  static final String POSITION = "";

  public ChildSpec {
    path = List.copyOf(path);
    parentKey = List.copyOf(parentKey);
    required = List.copyOf(required);
    columns = Map.copyOf(columns);
    own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
  }

  /** The names of the path as one. */
  public String name() {
    return String.join(".", path);
  }

  /** The key of the child table. */
  public List<String> key() {
    List<String> key = new ArrayList<>(parentKey);
    key.addAll(own.keySet());
    return key;
  }

  /** Whether elements are known by where they stand in their list. */
  public boolean byPosition() {
    return own.containsValue(POSITION);
  }

  /** Whether what a path leads to stands in what another one leads to. */
  static boolean isWithin(List<String> path, List<String> other) {
    return path.size() > other.size() && path.subList(0, other.size()).equals(other);
  }

  static List<String> path(String name) {
    return Arrays.asList(name.split("\\."));
  }
}
