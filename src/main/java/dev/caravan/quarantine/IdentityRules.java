package dev.caravan.quarantine;

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
}
