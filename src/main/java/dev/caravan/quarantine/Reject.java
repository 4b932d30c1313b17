package dev.caravan.quarantine;

import dev.caravan.upsert.Batch;
import dev.caravan.value.Fit;
import java.util.List;
import java.util.Map;

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
    return Fit.reject(reason, field, value, rule, record);
  }

  /** How many there are, by code of their reason. */
  public static Map<String, Long> counts(List<Reject> rejects) {
    return Batch.counts(rejects);
  }
}
