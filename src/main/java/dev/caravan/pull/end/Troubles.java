package dev.caravan.pull.end;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fields of a response with status 200 that say that something failed, so that its list is not what
 * was asked for, however it looks. docs/completeness.md lists them.
 */
final class Troubles {
  private static final Set<String> FAILURES =
      Set.of("error", "errors", "fault", "errormessage", "errordescription", "exception");
  private static final Set<String> CUT = Set.of("timedout", "partial", "partialresults");
  private static final Set<String> STATUS =
      Set.of("requeststatus", "querystatus", "searchstatus", "resultstatus", "responsestatus");
  private static final Set<String> INCOMPLETE = Set.of("incomplete", "partial", "truncated");
  private static final String SHARDS = "shards";
  private static final Set<String> RIGHT = Set.of("success", "ok", "succeeded", "successful");

  /** What a place for an error holds where there is none. */
  private static final Set<String> NONE =
      Set.of("", "0", "0.0", "200", "false", "none", "null", "ok", "success", "no error");

  private Troubles() {}

  /** Whether a field at the top of a response says so. */
  static boolean isOne(String name, Object value) {
    String plain = plain(name);
    if (FAILURES.contains(plain)) {
      return isSomething(value);
    }
    // Elasticsearch lists what the shards have that answered.
    if (countsShards(name) && value instanceof Map<?, ?> shards) {
      return isSomething(shards.get("failed"));
    }
    if (STATUS.contains(plain)) {
      return isIncomplete(value);
    }
    return CUT.contains(plain) && Boolean.TRUE.equals(value)
        || RIGHT.contains(plain) && Boolean.FALSE.equals(value);
  }

  /** Whether what a field counts are not records. */
  static boolean countsShards(String name) {
    return plain(name).equals(SHARDS);
  }

  /** Whether a status says that the response lacks something, by itself or by one of its fields. */
  private static boolean isIncomplete(Object status) {
    return status instanceof Map<?, ?> fields
        ? fields.values().stream().anyMatch(Troubles::isIncomplete)
        : INCOMPLETE.contains(String.valueOf(status).strip().toLowerCase(Locale.ROOT));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  private static boolean isSomething(Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.values().stream().anyMatch(Troubles::isSomething);
    }
    if (value instanceof Collection<?> several) {
      return several.stream().anyMatch(Troubles::isSomething);
    }
    return value != null && !NONE.contains(String.valueOf(value).strip().toLowerCase(Locale.ROOT));
  }
}
