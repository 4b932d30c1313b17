package dev.caravan.pull.parents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Once for which records of which table a stream runs.
 *
 * @param table the table of the parents
 * @param key the columns that identify one, in lower case
 * @param fields what each record gets the parent's key as; none to leave records as they came
 * @param version the column that changes with each change of a parent, in lower case
 * @param stream the stream that brings the parents
 * @param parallel requests under way at once
 * @param attempts how often a parent is tried in a scan
 * @param path the path of one parent
 */
public record Parents(
    String table,
    List<String> key,
    List<String> fields,
    Optional<String> version,
    Optional<String> stream,
    int parallel,
    int attempts,
    PathTemplate path) {

  /** The columns to read of each parent. */
  List<String> columns() {
    return Stream.concat(key.stream(), path.columns().stream()).distinct().toList();
  }

  /** A record with the key of its parent; what is not an object stays as it is. */
  public Object withKey(Object record, Parent parent) {
    if (fields.isEmpty() || !(record instanceof Map<?, ?> fieldsOfRecord)) {
      return record;
    }
    Map<Object, Object> named = new LinkedHashMap<>(fieldsOfRecord);
    for (int i = 0; i < fields.size(); i++) {
      named.put(fields.get(i), parent.values().get(key.get(i)));
    }
    return named;
  }
}
