package dev.caravan.cli.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.auth.PlainText;
import dev.caravan.quarantine.kept.KeptRecord;
import java.time.Instant;

/** A record in quarantine for people, without what a terminal would take for a command. */
final class QuarantineText {
  private QuarantineText() {}

  /** Two lines. */
  static String brief(KeptRecord kept) {
    return "%s  %s  %s  %s to %s  run %s  attempts %s%s%n    %s"
        .formatted(
            kept.id(),
            kept.createdAt(),
            kept.reason(),
            PlainText.of(kept.stream()),
            PlainText.of(kept.target()),
            PlainText.of(kept.runId()),
            kept.attempts(),
            kept.outcome().map(outcome -> "  " + outcome.code()).orElse(""),
            PlainText.of(String.valueOf(kept.detail())));
  }

  /** All of it. */
  static String whole(KeptRecord kept) {
    StringBuilder text = new StringBuilder(brief(kept)).append(System.lineSeparator());
    line(text, "page", String.valueOf(kept.position()));
    if (!kept.passage().obstacle().isEmpty()) {
      line(text, "no retry", kept.passage().obstacle());
    }
    kept.lastError().ifPresent(error -> line(text, "last attempt", error));
    kept.outcome()
        .ifPresent(
            outcome ->
                line(
                    text,
                    outcome.code(),
                    kept.decidedAt().map(Instant::toString).orElse("")
                        + kept.decidedRun().map(run -> " by run " + run).orElse("")));
    kept.before().ifPresent(before -> line(text, "before steps", before));
    return text.append(System.lineSeparator())
        .append(PlainText.of(kept.json()))
        .append(System.lineSeparator())
        .toString();
  }

  /** The same as JSON. */
  static ObjectNode json(KeptRecord kept) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("id", kept.id())
        .put("stream", kept.stream())
        .put("target", kept.target())
        .put("run_id", kept.runId())
        .put("page_position", kept.position())
        .put("reason", kept.reason())
        .put("detail", kept.detail())
        .put("record", kept.json())
        .put("before_steps", kept.before().orElse(null))
        .put("created_at", kept.createdAt().toString())
        .put("passage", kept.passage().code())
        .put("attempts", kept.attempts())
        .put("last_error", kept.lastError().orElse(null))
        .put("outcome", kept.outcome().map(outcome -> outcome.code()).orElse(null))
        .put("decided_at", kept.decidedAt().map(Instant::toString).orElse(null))
        .put("decided_run", kept.decidedRun().orElse(null));
    return json;
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("    %-13s %s%n", name, PlainText.of(value)));
  }
}
