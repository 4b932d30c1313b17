package dev.caravan.replay;

import dev.caravan.api.BodyMatch;
import dev.caravan.quarantine.IdentityRules;
import dev.caravan.response.JsonPathTo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of a change on its way into the route: the entity within it, with {@code deleted:
 * true} when the change is a delete.
 *
 * @param entity where the entity is; a change without one stays as it is
 * @param deleted what makes a change a delete
 */
record Shape(Optional<JsonPathTo> entity, Optional<BodyMatch> deleted) {
  private static final String DELETED = "deleted";

  List<?> of(List<?> changes) {
    return changes.stream().map(this::of).toList();
  }

  private Object of(Object change) {
    if (!(change instanceof Map<?, ?>)) {
      return change;
    }
    Object record = entity.flatMap(path -> path.find(change)).orElse(change);
    boolean isDelete =
        deleted.filter(match -> match.matches(change) && !saysNo(match, change)).isPresent();
    if (!isDelete || !(record instanceof Map<?, ?> fields)) {
      return record;
    }
    Map<Object, Object> tombstone = new LinkedHashMap<>(fields);
    tombstone.put(DELETED, true);
    return tombstone;
  }

  /** Something that is there may say that nothing was deleted, as the time of year 1 does. */
  private static boolean saysNo(BodyMatch match, Object change) {
    return match.found(change).filter(IdentityRules::marksNone).isPresent();
  }
}
