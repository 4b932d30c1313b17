package dev.caravan.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.spec.TableSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of value comes back as it was, and versions compare as what they are. */
class ValuesTest extends OnEachDatabase {
  private static final List<String> NUMBERS =
      List.of(
          "0.10",
          "-12.500",
          "1.0",
          "9223372036854775808",
          "-9223372036854775809",
          "123456789012345678901234567890.123456789012345678901234567890",
          "1e400",
          "-1e400",
          "1e-400",
          "0.30000000000000004",
          "100.00");

  /** Beyond what the DECIMAL of MariaDB has room for. */
  private static final List<String> EXTREMES = List.of("1e400", "-1e400", "1e-400");

  private static final List<String> TIMES =
      List.of(
          "2025-04-12T09:33:00Z",
          "2025-04-12T11:33:00.123456+02:00",
          "2025-04-12T09:33:00.1-0930",
          "0001-01-01T00:00:00Z",
          "9999-12-31T23:59:59.999999Z",
          "1969-12-31T23:59:59.999999+05:45");
  private static final List<String> TEXTS =
      List.of(
          "007",
          "1e5",
          " 12 ",
          "0x10",
          "Zoë",
          "日本語",
          "עברית",
          "😀👩‍👩‍👧",
          "null",
          "2025",
          "'; drop--",
          "a\tb");

  @Test
  void numbersComeBackDigitByDigit() {
    assumeThat(isMariaDb()).as("which keeps the value, not the digits").isFalse();
    load("n", NUMBERS);
    for (int i = 0; i < NUMBERS.size(); i++) {
      String text = text("select cast(n as text) from v where id = " + i);
      assertThat(text).isEqualTo(new BigDecimal(NUMBERS.get(i)).toPlainString());
    }
  }

  @Test
  void numbersComeBackExactlyOrGoToQuarantine() {
    LoadResult result = load("n", NUMBERS);
    Map<String, Long> beyond = isMariaDb() ? Map.of("wrong_type", 3L) : Map.of();
    assertThat(result.quarantined()).isEqualTo(beyond);
    for (int i = 0; i < NUMBERS.size(); i++) {
      if (!isMariaDb() || !EXTREMES.contains(NUMBERS.get(i))) {
        assertThat(new BigDecimal(text("select " + asText("n") + " from v where id = " + i)))
            .isEqualByComparingTo(NUMBERS.get(i));
      }
    }
  }

  @Test
  void wholeNumbersOf64BitsAreNumbersInSql() {
    load("n", List.of("9223372036854775807", "-9223372036854775808", "0"));
    assertThat(one("select max(n) from v")).isEqualTo(Long.MAX_VALUE);
    assertThat(one("select min(n) from v")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void timesKeepTheirInstantAndSort() {
    load("at", TIMES.stream().map(time -> '"' + time + '"').toList());
    // By its own arithmetic, since the driver of PostgreSQL shifts dates before 1582.
    String at =
        switch (database.kind()) {
          case SQLITE -> "at";
          case POSTGRESQL -> "(extract(epoch from at) * 1000000)::bigint";
          case MARIADB -> "timestampdiff(microsecond, '1970-01-01', at)";
        };
    List<Instant> stored =
        sql.query("select " + at + " from v order by at", (row, n) -> instant(row.getObject(1)));
    assertThat(stored)
        .containsExactlyElementsOf(
            TIMES.stream().map(time -> Iso.parse(time).instant()).sorted().toList());
  }

  private static Instant instant(Object stored) {
    return stored instanceof Long micros
        ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS)
        : Instant.parse((String) stored);
  }

  @Test
  void textsStayWhatTheyAreWhateverTheyLookLike() {
    load("s", TEXTS.stream().map(JsonText::of).toList());
    assertThat(sql.queryForList("select s from v order by id", String.class)).isEqualTo(TEXTS);
  }

  @Test
  void truthAndJsonAreWhatSqlExpects() {
    load("b", List.of("true", "false"));
    assertThat(one("select id from v where b")).isEqualTo(0L);
    load("j", List.of("{\"k\": [1.50, \"ü\"]}", "1.50", "\"x\"", "[]"));
    String k = isMariaDb() ? "json_extract(j, '$.k')" : "j ->> 'k'";
    assertThat(text("select " + k + " from v where id = 0").replace(" ", ""))
        .isEqualTo("[1.50,\"ü\"]");
    assertThat(text("select " + asText("j") + " from v where id = 1")).isEqualTo("1.50");
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 3})
  void halvesOfSurrogatePairsPoisonNoPageWhereverTheyStand(int maxColumns) {
    TableSpec spec = TableSpec.of("h", "id").withMaxColumns(maxColumns);
    List<?> page =
        List.of(
            Map.of(
                "id", "k\ud800",
                "f\ud800", "v\udc00",
                "f\udc00", "w",
                "z\ud83d\ude00", "\ud83d\ude00",
                "n", Map.of("i\ud800", List.of("\udc00", Map.of("\u0000", 1L)), "i\udc00", 2L)),
            Map.of("id", "other"));
    assertThat(load(loader(spec), page).inserted()).isEqualTo(2);
    assertThat(load(loader(spec), page).unchanged()).isEqualTo(2);
    assertThat(text("select min(id) from h")).isEqualTo("k\ufffd");
    if (maxColumns > 10) {
      assertThat(
              (Map<?, ?>)
                  json("[" + text("select " + asText("n") + " from h where n is not null") + "]")
                      .get(0))
          .hasSize(2);
    } else {
      assertThat(text("select " + asText("_more") + " from h where id <> 'other'"))
          .contains("\ufffd");
    }
    assertThat(columns("h")).hasSizeLessThanOrEqualTo(maxColumns + 1).hasSizeGreaterThan(3);
  }

  @Test
  void theSameAgainIsUnchanged() {
    for (Map.Entry<String, List<String>> each : Map.of("n", NUMBERS).entrySet()) {
      load(each.getKey(), each.getValue());
      assertThat(load(each.getKey(), each.getValue()).unchanged())
          .isEqualTo(NUMBERS.size() - (isMariaDb() ? EXTREMES.size() : 0));
    }
  }

  @Test
  void versionsThatAreNumbersOfAnyLengthCompareAsNumbers() {
    Loader loader = loader(TableSpec.of("w", "id").withVersion("v"));
    load(loader, "[{\"id\": 1, \"v\": 9.5, \"s\": \"a\"}]");
    assertThat(load(loader, "[{\"id\": 1, \"v\": 10.25, \"s\": \"b\"}]").updated()).isOne();
    assertThat(load(loader, "[{\"id\": 1, \"v\": 9.75, \"s\": \"c\"}]").unchanged()).isOne();
    assertThat(load(loader, "[{\"id\": 1, \"v\": 1e25, \"s\": \"d\"}]").updated()).isOne();
    assertThat(
            load(loader, "[{\"id\": 1, \"v\": 9999999999999999999999999.9, \"s\": \"e\"}]")
                .unchanged())
        .isOne();
    assertThat(load(loader, "[{\"id\": 1, \"v\": -1e30, \"s\": \"f\"}]").unchanged()).isOne();
    assertThat(text("select s from w")).isEqualTo("d");
  }

  @Test
  void versionsThatAreTimesCompareAsInstants() {
    Loader loader = loader(TableSpec.of("w", "id").withVersion("v"));
    load(loader, "[{\"id\": 1, \"v\": \"2025-04-12T11:00:00+02:00\", \"s\": \"a\"}]");
    assertThat(
            load(loader, "[{\"id\": 1, \"v\": \"2025-04-12T10:30:00+05:00\", \"s\": \"b\"}]")
                .unchanged())
        .isOne();
    assertThat(
            load(loader, "[{\"id\": 1, \"v\": \"2025-04-12T09:00:00.000001Z\", \"s\": \"c\"}]")
                .updated())
        .isOne();
  }

  @Test
  void versionsOfAnOlderTableOfSqliteCompareAsInstantsWhateverTheirForm() {
    assumeThat(isSqlite()).isTrue();
    sql.execute("create table w (id integer primary key, v datetime, s text)");
    sql.execute(
        "insert into w values (1, '2025-04-12 10:00:00', 'a'), (2, 'soon', 'a'), (3, '2025-04-12', 'a'), (4, 1744452000000, 'a')");
    Loader loader = loader(TableSpec.of("w", "id").withVersion("v"));
    assertThat(
            load(loader, "[{\"id\": 1, \"v\": \"2025-04-12T09:00:00Z\", \"s\": \"b\"}]")
                .unchanged())
        .isOne();
    assertThat(
            load(loader, "[{\"id\": 1, \"v\": \"2025-04-12T11:00:00Z\", \"s\": \"c\"}]").updated())
        .isOne();
    assertThatThrownBy(
            () -> load(loader, "[{\"id\": 2, \"v\": \"2025-04-12T09:00:00Z\", \"s\": \"b\"}]"))
        .hasStackTraceContaining("and 'soon' are not two numbers or two timestamps");
    assertThat(
            load(loader, "[{\"id\": 3, \"v\": \"2025-04-11T23:59:59Z\", \"s\": \"b\"}]")
                .unchanged())
        .isOne();
    assertThatThrownBy(
            () -> load(loader, "[{\"id\": 4, \"v\": \"2025-04-12T09:00:00Z\", \"s\": \"b\"}]"))
        .hasStackTraceContaining("and '1744452000000' are not two");
  }

  @Test
  void whatAnOlderColumnOfSqliteWouldBendGoesToQuarantine() {
    assumeThat(isSqlite()).isTrue();
    sql.execute("create table w (id integer primary key, n numeric, d decimal(10,2), t time)");
    LoadResult result =
        load(
            loader(TableSpec.of("w", "id")),
            """
            [{"id": 1, "n": 12.5, "d": 9007199254740993, "t": "10:11:12"}, {"id": 2, "n": 1234567890.1234567},
             {"id": 3, "d": 0.1}, {"id": 4, "t": "1e5"}]\
            """);
    assertThat(result.inserted()).isEqualTo(2);
    assertThat(result.quarantined()).isEqualTo(Map.of("wrong_type", 2L));
    assertThat(text("select d from w where id = 1")).isEqualTo("9007199254740993");
  }

  @Test
  void aKeyThatWidensKeepsItsIndexesTriggersAndViews() {
    Loader loader = loader(TableSpec.of("w", "id"));
    load(loader, "[{\"id\": 1, \"s\": \"a\"}, {\"id\": 20, \"s\": \"b\"}]");
    assumeThat(isSqlite()).as("PostgreSQL refuses to alter a column that a view uses").isTrue();
    sql.execute("create index w_s on w (s, id)");
    sql.execute("create view w_view as select id from w where s = 'a'");
    load(loader, "[{\"id\": \"x\", \"s\": \"a\"}, {\"id\": 1, \"s\": \"c\"}]");
    assertThat(sql.queryForList("select id from w order by id", String.class))
        .containsExactly("1", "20", "x");
    assertThat(sql.queryForList("select typeof(id) from w", String.class)).containsOnly("text");
    assertThat(text("select id from w_view")).isEqualTo("x");
    assertThat(text("pragma integrity_check")).isEqualTo("ok");
  }

  @Test
  void aWideningGoesWithItsPage() {
    Loader loader = loader(TableSpec.of("w", "id"));
    load(loader, "[{\"id\": 1, \"n\": 5}]");
    String before = type("w", "n");
    assertThatThrownBy(
            () ->
                transaction(
                    () -> {
                      loadWithin(loader, json("[{\"id\": 2, \"n\": \"x\", \"more\": 1}]"));
                      throw new IllegalStateException("the sky fell");
                    }))
        .hasMessage("the sky fell");
    if (isMariaDb()) {
      // A table that was changed stays so, and nothing of the page is in it.
      assertThat(rows("select id, n from w")).isEqualTo(List.of(Map.of("id", 1L, "n", "5")));
      return;
    }
    assertThat(type("w", "n")).isEqualTo(before);
    assertThat(columns("w")).containsExactly("id", "n");
    assertThat(one("select n from w")).isEqualTo(5L);
    assertThat(load(loader, "[{\"id\": 2, \"n\": \"x\", \"more\": 1}]").inserted()).isOne();
  }

  private LoadResult load(String field, List<String> values) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      records.add("{\"id\": %d, \"%s\": %s}".formatted(i, field, values.get(i)));
    }
    return load(loader(TableSpec.of("v", "id")), "[" + String.join(",", records) + "]");
  }
}
