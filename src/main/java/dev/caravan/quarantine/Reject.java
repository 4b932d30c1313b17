package dev.caravan.quarantine;

import dev.caravan.value.JsonText;
import dev.caravan.value.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A record for the quarantine.
 *
 * @param reason the code
 * @param detail the same in words, with what the field holds, for the quarantine
 * @param rule which field it is and what it should hold, for logs and errors, which never show what
 *     a record holds
 * @param raw the record as it came
 */
public record Reject(Reason reason, String detail, String rule, Object raw) implements Identified {

  /**
   * Says which field is why.
   *
   * @param value what the field holds, null for nothing
   * @param rule what it should hold
   */
  public static Reject of(Reason reason, String field, Object value, String rule, Object record) {
    String name = JsonText.of(field);
    String shown = value == null ? "missing or null" : Values.shown(value);
    String broken = "field " + name + ": " + (value == null ? shown + "; " : "") + rule;
    return new Reject(reason, "field %s: %s; %s".formatted(name, shown, rule), broken, record);
  }

  /** How many there are, by code of their reason. */
  public static Map<String, Long> counts(List<Reject> rejects) {
    Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
    rejects.forEach(reject -> byReason.merge(reject.reason(), 1L, Long::sum));
    Map<String, Long> counts = new TreeMap<>();
    byReason.forEach((reason, count) -> counts.put(reason.code(), count));
    return counts;
  }
}
