package dev.caravan.thirdparty;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.quarantine.Origin;
import dev.caravan.state.database.Database;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.spec.TableSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads values of each kind into a table {@code v} of a new SQLite file, and prints as JSON what
 * another program must read there: {@code src/test/third-party/sqlite}.
 */
public final class SqliteValues {
  private static final List<Object> WHOLE = List.of(0L, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final List<Object> DECIMAL =
      List.of(
          new BigInteger("1000000000000000000000000000000"),
          new BigDecimal("12.50"),
          new BigDecimal("-0.10"),
          new BigDecimal("1e400"),
          new BigDecimal("1e-400"),
          new BigDecimal("9007199254740993.1"));
  private static final List<Object> TIME =
      List.of(
          "2025-04-12T11:33:00.123456+02:00",
          "2025-04-12T09:33:00Z",
          "2025-04-12T00:03:00.1-09:30",
          "1969-12-31T23:59:59.999999+05:45",
          "9999-12-31T23:59:59.999999Z");
  private static final List<Object> TEXT =
      List.of("007", "1e5", "12.50", "Zoë", "日本語", "עברית", "😀", "a\tb\n", "'--", " ");
  private static final List<Object> TRUTH = List.of(true, false);
  private static final List<Object> JSON =
      List.of(Map.of("k", List.of(new BigDecimal("1.50"), "ü")), List.of(), List.of(1, true));
  private static final List<Object> BROKEN = List.of("a\u0000b", "a\ud800b", "\udc00");

  private SqliteValues() {}

  /** Takes the file. */
  public static void main(String[] args) throws Exception {
    Map<String, List<Object>> fields = new LinkedHashMap<>();
    fields.put("whole", WHOLE);
    fields.put("decimal", DECIMAL);
    fields.put("time", TIME);
    fields.put("text", TEXT);
    fields.put("truth", TRUTH);
    fields.put("json", JSON);
    fields.put("broken", BROKEN);
    List<Map<String, Object>> rows = new ArrayList<>();
    fields.forEach(
        (field, values) ->
            values.forEach(value -> rows.add(Map.of("id", rows.size(), field, value))));
    try (Database database = new Database("jdbc:sqlite:" + args[0], "", "")) {
      Loader loader = new Loader(database, TableSpec.of("v", "id"));
      database
          .transaction()
          .executeWithoutResult(
              status -> {
                var batch = loader.validate(rows, new Origin("v", "run", "page"));
                loader.stage(batch);
                loader.merge(batch);
              });
    }
    // Digits, not numbers: a reader of JSON may bend them.
    List<Map<String, Object>> told = new ArrayList<>();
    rows.forEach(
        row ->
            row.forEach(
                (field, value) -> {
                  if (!field.equals("id")) {
                    String plain =
                        value instanceof BigDecimal number ? number.toPlainString() : value + "";
                    boolean nested = field.equals("json");
                    told.add(
                        Map.of(
                            "id", row.get("id"), "field", field, "value", nested ? value : plain));
                  }
                }));
    // ASCII, since halves of surrogate pairs have no bytes.
    System.out.println(
        JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writeValueAsString(told));
  }
}
