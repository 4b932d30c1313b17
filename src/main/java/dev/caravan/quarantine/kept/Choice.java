package dev.caravan.quarantine.kept;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which records in quarantine somebody means.
 *
 * @param ids only these; all when empty
 * @param reason only with this code
 * @param decided also those of which something became
 * @param before only those with smaller ids, to go on where a list ended
 * @param limit at most so many, the latest first
 */
public record Choice(
    Set<Long> ids,
    Optional<String> stream,
    Optional<String> target,
    Optional<String> reason,
    boolean decided,
    Optional<Long> before,
    int limit) {

  /** A single record, whatever became of it. */
  public static Choice of(long id) {
    Optional<String> any = Optional.empty();
    return new Choice(Set.of(id), any, any, any, true, Optional.empty(), 1);
  }

  /** The condition of a statement, with a mark for each of the parameters. */
  String condition() {
    List<String> rules = new ArrayList<>(List.of("1 = 1"));
    if (!ids.isEmpty()) {
      rules.add("id in (" + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")");
    }
    stream.ifPresent(each -> rules.add("stream = ?"));
    target.ifPresent(each -> rules.add("target = ?"));
    reason.ifPresent(each -> rules.add("reason = ?"));
    if (!decided) {
      rules.add("outcome is null");
    }
    before.ifPresent(each -> rules.add("id < ?"));
    return String.join(" and ", rules);
  }

  List<Object> parameters() {
    List<Object> all = new ArrayList<>(ids);
    stream.ifPresent(all::add);
    target.ifPresent(all::add);
    reason.ifPresent(all::add);
    before.ifPresent(all::add);
    return all;
  }
}
