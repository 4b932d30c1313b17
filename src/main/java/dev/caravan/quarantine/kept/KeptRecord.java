package dev.caravan.quarantine.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.quarantine.again.Passage;
import java.time.Instant;
import java.util.Optional;

/**
 * A record in quarantine.
 *
 * @param target the table or topic that did not take it
 * @param reason the code
 * @param detail the same in words, with what the field holds
 * @param json the record; what was masked is masked in it
 * @param before the record before the steps of its route, where that is another one
 * @param digest of its key, when that is whole
 * @param attempts how often it was tried again
 * @param lastError why the last attempt ended with the record still here, empty when by its reason
 * @param outcome empty while it is only kept
 * @param decidedRun the run or the attempt that brought its target what it was for
 */
public record KeptRecord(
    long id,
    String stream,
    String runId,
    String target,
    String position,
    String reason,
    String detail,
    String json,
    Optional<String> before,
    Instant createdAt,
    Passage passage,
    Optional<String> digest,
    long attempts,
    Optional<String> lastError,
    Optional<Outcome> outcome,
    Optional<Instant> decidedAt,
    Optional<String> decidedRun) {

  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_NUMBER_DIGITS = 100_000;

  /** The record as it goes into the steps of its route: maps, lists and exact numbers. */
  public Object value() {
    try {
      return mapper().readValue(before.orElse(json), Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "record %d of caravan_quarantine is no JSON: %s".formatted(id, e.getOriginalMessage()));
    }
  }

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_DIGITS)
                .maxStringLength(Integer.MAX_VALUE)
                .build());
    return mapper;
  }
}
