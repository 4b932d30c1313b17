package dev.caravan.page.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.quarantine.kept.Choice;
import dev.caravan.quarantine.kept.KeptRecord;
import dev.caravan.quarantine.kept.Outcome;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.state.database.Database;
import java.time.Instant;
import java.util.Optional;

/** Records in quarantine, a portion at a time. */
public final class QuarantineList {
  private static final String REASONS =
      """
      select stream, target, reason, count(*) as records from caravan_quarantine where outcome is null
      group by stream, target, reason order by records desc, stream, target, reason
      """;

  private final Database database;
  private final QuarantineTable table;

  public QuarantineList(Database database) {
    this.database = database;
    this.table = new QuarantineTable(database);
  }

  /** How many there are, by stream, target and reason. */
  public ArrayNode reasons() {
    return new RowJson(database).list(REASONS);
  }

  /**
   * Some.
   *
   * @param texts whether to show what records hold
   */
  public ArrayNode records(Choice choice, boolean texts) {
    ArrayNode all = RowJson.array();
    table.list(choice).forEach(each -> all.add(json(each, texts)));
    return all;
  }

  /** One with all that it holds; what was masked is masked in it. */
  public Optional<ObjectNode> record(long id) {
    return table
        .find(id)
        .map(
            kept ->
                json(kept, true)
                    .put("record", kept.json())
                    .put("before_steps", kept.before().orElse(null)));
  }

  private static ObjectNode json(KeptRecord kept, boolean texts) {
    ObjectNode json =
        RowJson.object()
            .put("id", kept.id())
            .put("stream", kept.stream())
            .put("target", kept.target())
            .put("run_id", kept.runId())
            .put("reason", kept.reason())
            .put("created_at", kept.createdAt().toString())
            .put("attempts", kept.attempts())
            .put("can_retry", kept.outcome().isEmpty() && kept.passage().obstacle().isEmpty())
            .put("outcome", kept.outcome().map(Outcome::code).orElse(null))
            .put("decided_at", kept.decidedAt().map(Instant::toString).orElse(null))
            .put("decided_run", kept.decidedRun().orElse(null));
    if (texts) {
      json.put("detail", kept.detail())
          .put("page_position", kept.position())
          .put("obstacle", kept.passage().obstacle())
          .put("last_error", kept.lastError().orElse(null));
    }
    return json;
  }
}
