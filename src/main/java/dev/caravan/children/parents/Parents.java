package dev.caravan.children.parents;

import dev.caravan.quarantine.IdentityRules;
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
 * @param batching how one request asks for several; empty when it asks for one
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
    Optional<Batching> batching,
    PathTemplate path) {

  /** The path for some parents; empty when one of them has nothing that can stand there. */
  public Optional<String> path(OpenParent open) {
    return path.fill(
        open.members().stream().map(Parent::values).toList(),
        batching.map(Batching::separator).orElse(""));
  }

  /** How many parents one request asks for. */
  public int perRequest() {
    return batching.map(Batching::most).orElse(1);
  }

  /**
   * Which of the parents of a request a record belongs to.
   *
   * @throws IllegalStateException when it is none of them
   */
  public int placeOf(Object record, OpenParent open) {
    return batching.isEmpty()
        ? 0
        : batching.get().placeOf(record, open.members(), path.columns().get(0));
  }

  /** The columns to read of each parent. */
  List<String> columns() {
    return Stream.concat(key.stream(), path.columns().stream()).distinct().toList();
  }

  /**
   * Looks whether a response is of the parents that were asked for, as far as they can be told.
   *
   * @throws IllegalStateException when a record names another one where it is to get its parent's
   *     key, or the key of one reads as several
   */
  public void requireOwn(List<?> records, OpenParent open) {
    batching.ifPresent(each -> each.requireWhole(open.members(), path.columns().get(0)));
    records.forEach(record -> requireOwn(record, open));
  }

  private void requireOwn(Object record, OpenParent open) {
    for (int i = 0; i < fields.size() && record instanceof Map<?, ?>; i++) {
      Object own = ((Map<?, ?>) record).get(fields.get(i));
      Object given = open.members().get(placeOf(record, open)).values().get(key.get(i));
      if (own != null && !own.equals("") && !IdentityRules.isSame(own, given)) {
        throw new IllegalStateException(
            "a record has the field %s that parentField names, and says %s there and not %s, the key of its parent; the API may ignore what path asks for, or the field means something else: choose another name for parentField"
                .formatted(fields.get(i), own, given));
      }
    }
  }

  /** A record with the key of its parent; what is not an object stays as it is. */
  public Object withKey(Object record, OpenParent open) {
    if (fields.isEmpty() || !(record instanceof Map<?, ?> fieldsOfRecord)) {
      return record;
    }
    Parent parent = open.members().get(placeOf(record, open));
    Map<Object, Object> named = new LinkedHashMap<>(fieldsOfRecord);
    for (int i = 0; i < fields.size(); i++) {
      named.put(fields.get(i), parent.values().get(key.get(i)));
    }
    return named;
  }
}
