package dev.caravan.quarantine;

import dev.caravan.value.Iso;
import dev.caravan.value.Numbers;
import dev.caravan.value.TypeInference;
import dev.caravan.value.Values;
import java.util.Optional;

/** What the identifying fields of a record must be, whatever its target is. */
public final class IdentityRules {
  private IdentityRules() {}

  public static Reject noObject(Object record) {
    String detail = "%s is not a JSON object".formatted(Values.shown(record));
    return new Reject(Reason.NOT_AN_OBJECT, detail, "the record is no JSON object", record);
  }

  public static Optional<Reject> brokenKey(String field, Object part, Object record) {
    if (part == null || part.equals("")) {
      String rule = "a key is neither missing nor empty";
      return Optional.of(Reject.of(Reason.MISSING_KEY, field, part, rule, record));
    }
    if (Values.isNested(part)) {
      String rule = "a key is no object and no list";
      return Optional.of(Reject.of(Reason.WRONG_TYPE, field, part, rule, record));
    }
    return Optional.empty();
  }

  public static Optional<Reject> brokenVersion(String field, Object version, Object record) {
    if (version == null || Values.VERSIONS.contains(TypeInference.of(version))) {
      return Optional.empty();
    }
    String rule = "a version is a number, or a date-time with offset and at most 6 fraction digits";
    return Optional.of(Reject.of(Reason.BAD_VERSION, field, version, rule, record));
  }

  /** Whether the field that marks a tombstone says neither yes nor no. */
  public static Optional<Reject> brokenDeleted(String field, Object value, Object record) {
    if (Values.marksDeleted(value).isPresent()) {
      return Optional.empty();
    }
    String rule = "a mark of deletion is yes or no, a number or a date";
    return Optional.of(Reject.of(Reason.WRONG_TYPE, field, value, rule, record));
  }

  /** Whether a mark of deletion says that nothing was deleted. */
  public static boolean marksNone(Object mark) {
    return Values.marksDeleted(Values.normal(mark)).filter(yes -> !yes).isPresent();
  }

  /** Whether two parts of a key are one, in whatever spelling and letter case. */
  public static boolean isSame(Object part, Object other) {
    return form(part).equalsIgnoreCase(form(other));
  }

  private static String form(Object part) {
    Object normal = Values.normal(part);
    if (normal instanceof Iso iso) {
      return iso.canonical();
    }
    return Values.isNumber(normal) ? Numbers.canonical(normal) : String.valueOf(normal);
  }
}
