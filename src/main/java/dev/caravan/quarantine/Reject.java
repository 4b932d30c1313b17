package dev.caravan.quarantine;

import dev.caravan.value.JsonText;
import dev.caravan.value.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A record for the quarantine.
 *
 * @param reason the code
 * @param kind what kind of error it is, where its reason has several
 * @param detail the same in words, with what the field holds, for the quarantine
 * @param rule which field it is and what it should hold, for logs and errors, which never show what
 *     a record holds
 * @param raw the record as it came
 */
public record Reject(Reason reason, Optional<String> kind, String detail, String rule, Object raw)
    implements Identified {

  /** One of a reason that is of one kind. */
  public Reject(Reason reason, String detail, String rule, Object raw) {
    this(reason, Optional.empty(), detail, rule, raw);
  }

  /** The reason as it stands in {@code caravan_quarantine.reason}, in logs and in metrics. */
  public String code() {
    return reason.code() + kind.map(each -> ":" + each).orElse("");
  }

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
    Map<String, Long> counts = new TreeMap<>();
    rejects.forEach(reject -> counts.merge(reject.code(), 1L, Long::sum));
    return counts;
  }
}
