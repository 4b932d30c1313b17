package dev.caravan.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.sandbox.shop.JsonType;
import dev.caravan.sandbox.shop.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Faults of the records in a page. */
final class RecordRewrites {
  private RecordRewrites() {}

  static Effect.Rewrite empty() {
    return draft -> draft.records().clear();
  }

  /** Older versions of the first records: by turns before the record and at the page's end. */
  static Effect.Rewrite duplicates(int count) {
    return draft -> {
      List<JsonNode> originals = List.copyOf(draft.records());
      List<JsonNode> late = new ArrayList<>();
      draft.records().clear();
      for (int n = 0; n < originals.size(); n++) {
        if (n < count) {
          JsonNode older = older((ObjectNode) originals.get(n));
          (n % 2 == 0 ? draft.records() : late).add(older);
        }
        draft.records().add(originals.get(n));
      }
      draft.records().addAll(late);
    };
  }

  /** The first records of the page before: by turns an older version and the same once more. */
  static Effect.Rewrite lateDuplicates(int count) {
    return draft -> {
      List<ObjectNode> previous = draft.previousRecords(count);
      for (int n = 0; n < previous.size(); n++) {
        draft.records().add(n % 2 == 0 ? older(previous.get(n)) : previous.get(n));
      }
    };
  }

  /** The records of the page before, once more and under the right token. */
  static Effect.Rewrite repeatPage() {
    return draft -> {
      List<ObjectNode> previous = draft.previousRecords(Integer.MAX_VALUE);
      draft.records().clear();
      draft.records().addAll(previous);
    };
  }

  static Effect.Rewrite newField(String field) {
    return draft ->
        draft.eachObject(
            each -> each.put(field, field + " " + each.path(draft.keyField()).asText()));
  }

  static Effect.Rewrite nullField(String field) {
    return draft -> draft.eachObject(each -> each.putNull(field));
  }

  static Effect.Rewrite changeType(String field, JsonType type) {
    return draft ->
        draft.eachObject(
            each -> {
              if (each.hasNonNull(field)) {
                each.set(field, type.convert(each.get(field)));
              }
            });
  }

  static Effect.Rewrite rawField(String field, String json) {
    return draft -> draft.eachObject(each -> each.putRawValue(field, new RawValue(json)));
  }

  static Effect.Rewrite appendText(String field, String text) {
    return draft -> draft.eachObject(each -> each.put(field, each.path(field).asText("") + text));
  }

  /** One of each kind, spread over the page; the good records stay. */
  static Effect.Rewrite badRecords(List<BadRecord> kinds) {
    return draft -> {
      List<ObjectNode> models = models(draft);
      int step = models.size() / (kinds.size() + 1) + 1;
      for (int n = 0; n < kinds.size() && n < models.size(); n++) {
        JsonNode bad = kinds.get(n).make(models.get(n), draft.keyField(), n);
        draft.records().add(Math.min(draft.records().size(), n * step), bad);
      }
    };
  }

  static Effect.Rewrite onlyBadRecords() {
    return draft -> {
      BadRecord[] kinds = BadRecord.values();
      List<ObjectNode> models = models(draft);
      draft.records().clear();
      for (int n = 0; n < models.size(); n++) {
        draft.records().add(kinds[n % kinds.length].make(models.get(n), draft.keyField(), n));
      }
    };
  }

  /** Copies of the page's records, from which bad ones are made. */
  private static List<ObjectNode> models(PageDraft draft) {
    List<ObjectNode> models = new ArrayList<>();
    draft.eachObject(each -> models.add(each.deepCopy()));
    return models;
  }

  private static ObjectNode older(ObjectNode record) {
    Instant before = Instant.parse(record.get("updated_at").textValue()).minus(Duration.ofHours(1));
    ObjectNode older = record.deepCopy().put("status", "outdated");
    return older.put("updated_at", Timestamps.format(before));
  }
}
