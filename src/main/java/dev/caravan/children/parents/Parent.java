package dev.caravan.children.parents;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the table of parents.
 *
 * @param id its key as one text, as the database writes it
 * @param values its columns by name in lower case: the key and what the path needs; Long,
 *     BigDecimal or text
 * @param version its own version as text, when the stream asks for one
 */
public record Parent(String id, Map<String, Object> values, Optional<String> version) {
  /** Between the values of a key of several columns; no key holds it. */
  static final char SEPARATOR = '\u001f';

  /** Its values of some columns, in that order. */
  public List<Object> values(List<String> columns) {
    return columns.stream().map(values::get).toList();
  }

  /** The key for people. */
  @Override
  public String toString() {
    return id.replace(SEPARATOR, '/');
  }
}
