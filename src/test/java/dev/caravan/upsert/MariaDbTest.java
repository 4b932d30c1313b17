package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.table.VanishedTableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What is MariaDB's alone: its collations, its types, and changes of tables that end transactions.
 */
@Timeout(120)
class MariaDbTest {
  private static final TableSpec ORDERS = TableSpec.of("orders", "id");

  private Database database;
  private JdbcTemplate sql;
  private HikariDataSource pool;

  @BeforeEach
  void open() {
    database = TestDatabases.mariaDb();
    sql = database.jdbc();
  }

  @AfterEach
  void close() {
    database.close();
    if (pool != null) {
      pool.close();
    }
  }

  @Test
  void keysThatTheCollationOfTheDatabaseTakesForOneAreRowsOfTheirOwn() {
    String page = "[{\"id\": \"a\"}, {\"id\": \"A\"}, {\"id\": \"a \"}, {\"id\": \"ä\"}]";
    assertThat(load(new Loader(database, ORDERS), page).inserted()).isEqualTo(4);
    assertThat(load(new Loader(database, ORDERS), page).unchanged()).isEqualTo(4);
    assertThat(sql.queryForList("select id from orders", String.class))
        .containsExactlyInAnyOrder("a", "A", "a ", "ä");
  }

  @Test
  void aTextThatOnlyDiffersByCaseOrSpacesIsWritten() {
    Loader loader = new Loader(database, ORDERS);
    load(loader, "[{\"id\": 1, \"s\": \"a\"}]");
    assertThat(load(loader, "[{\"id\": 1, \"s\": \"A\"}]").updated()).isOne();
    assertThat(load(loader, "[{\"id\": 1, \"s\": \"A \"}]").updated()).isOne();
    sql.execute("create table theirs (id bigint primary key, s varchar(9))");
    Loader theirs = new Loader(database, TableSpec.of("theirs", "id"));
    load(theirs, "[{\"id\": 1, \"s\": \"a\"}]");
    assertThat(load(theirs, "[{\"id\": 1, \"s\": \"A\"}]").updated()).isOne();
    assertThat(load(theirs, "[{\"id\": 1, \"s\": \"A \"}]").updated()).isOne();
    assertThat(load(theirs, "[{\"id\": 1, \"s\": \"A \"}]").unchanged()).isOne();
  }

  @Test
  void aKeyWhoseCollationTakesTextsForOneIsRefused() {
    sql.execute("create table orders (id varchar(50) primary key)");
    assertThatThrownBy(() -> load(new Loader(database, ORDERS), "[{\"id\": \"a\"}]"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining(
            "varchar(50) collate utf8mb4_general_ci, which Caravan cannot compare");
  }

  @Test
  void aTableWithoutTransactionsIsRefused() {
    sql.execute("create table orders (id bigint primary key) engine = Aria");
    assertThatThrownBy(() -> load(new Loader(database, ORDERS), "[{\"id\": 1}]"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("the engine Aria, which knows no transactions");
  }

  @Test
  void whatAColumnWouldBendGoesToQuarantine() {
    sql.execute(
        """
        create table orders (id bigint primary key, n decimal(5,2), u int unsigned, c char(4), e enum('x'),
          l varchar(9) collate latin1_swedish_ci, m varchar(9) collate utf8mb3_general_ci, t timestamp null,
          d datetime(3), b tinytext, y year, at time, small smallint)\
        """);
    List<String> bent =
        List.of(
            "\"n\": 1.234",
            "\"n\": 1234",
            "\"u\": -1",
            "\"u\": 4294967296",
            "\"c\": \"ab \"",
            "\"e\": \"x\"",
            "\"l\": \"ж\"",
            "\"m\": \"😀\"",
            "\"t\": \"2038-01-19T03:14:08Z\"",
            "\"t\": \"2025-01-01T00:00:00.5Z\"",
            "\"d\": \"2025-01-01T00:00:00.0001Z\"",
            "\"b\": \"" + "ж".repeat(128) + "\"",
            "\"y\": \"1\"",
            "\"at\": \"10:00:00.5\"",
            "\"small\": 40000");
    String page =
        IntStream.range(0, bent.size())
                .mapToObj(i -> "{\"id\": %d, %s}".formatted(i, bent.get(i)))
                .collect(Collectors.joining(",", "[", ","))
            + """
            {"id": 99, "n": 1.23, "u": 4294967295, "c": "ab", "l": "l", "m": "ж",
             "t": "2038-01-19T03:14:07Z", "d": "2025-01-01T00:00:00.001Z", "b": "b", "small": 32767}]\
            """;
    TableSpec spec = ORDERS.withQuarantine(1.0, 100);
    Loader loader = new Loader(database, spec);
    LoadResult result = load(loader, page);
    assertThat(result.inserted()).isOne();
    assertThat(result.quarantined()).isEqualTo(Map.of("wrong_type", (long) bent.size()));
    assertThat(load(loader, page).unchanged()).isOne();
    assertThat(sql.queryForMap("select n, u, c, t + 0 as t from orders").values())
        .extracting(Object::toString)
        .containsExactly("1.23", "4294967295", "ab", "20380119031407");
  }

  @Test
  void aChangeOfATableThatTheTransactionIsInIsMadeForTheNextOne() {
    Loader loader = new Loader(database, ORDERS);
    load(loader, "[{\"id\": 0}]");
    Runnable page =
        () ->
            database
                .transaction()
                .executeWithoutResult(
                    status -> {
                      loadWithin(loader, "[{\"id\": 1}]");
                      loadWithin(loader, "[{\"id\": 2, \"more\": true}]");
                    });
    assertThatThrownBy(page::run)
        .isInstanceOf(ConcurrencyFailureException.class)
        .hasMessageContaining("a new one finds it changed");
    assertThat(sql.queryForList("select id from orders", Long.class)).containsExactly(0L);
    page.run();
    assertThat(sql.queryForList("select id from orders where more is null", Long.class))
        .containsExactlyInAnyOrder(0L, 1L);
    assertThat(sql.queryForList("select id from orders where more", Long.class))
        .containsExactly(2L);
  }

  @Test
  void aTableWhoseMakingWasCutOffIsMadeAnewAndOneThatIsGoneIsNot() {
    Loader loader = new Loader(database, ORDERS);
    sql.update("insert into caravan_column values ('orders', 'id', 'id', false)");
    assertThatThrownBy(() -> load(loader, "[{\"id\": 1}]"))
        .isInstanceOf(VanishedTableException.class);
    sql.update("insert into caravan_lock values ('making orders')");
    assertThat(load(loader, "[{\"id\": 1}]").inserted()).isOne();
    assertThat(sql.queryForList("select name from caravan_lock", String.class))
        .containsExactly("orders");
    sql.execute("drop table orders");
    assertThatThrownBy(() -> load(loader, "[{\"id\": 1}]"))
        .isInstanceOf(VanishedTableException.class);
  }

  @Test
  void aTableThatMariaDbRefusesToMakeIsRefusedInItsWordsEachTime() {
    Loader loader = new Loader(database, ORDERS.withMaxColumns(400));
    String page =
        IntStream.range(0, 390)
            .mapToObj(i -> "\"n%d\": 0.5".formatted(i))
            .collect(Collectors.joining(",", "[{\"id\": 1,", "}]"));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> load(loader, page)).hasStackTraceContaining("Row size too large");
    }
  }

  /** Its key may be narrower than the child table's, or of another character set. */
  @ParameterizedTest
  @ValueSource(strings = {"int", "varchar(20) collate utf8mb3_nopad_bin", "decimal(5,1)"})
  void childRowsFollowTheKeysOfATableThatWasThereBefore(String type) {
    sql.execute("create table orders (id " + type + " primary key, v int)");
    ChildSpecs lines =
        ChildSpecs.parse("lines -> order_lines(order_id, line_no)", false, "orders", List.of("id"));
    Loader loader =
        new Loader(
            database,
            ORDERS.withVersion("v").withDeletes("gone", DeleteMode.HARD).withChildren(lines));
    load(loader, record(type, 1, "[{\"sku\": \"a\"}, {\"sku\": \"b\"}]"));
    load(loader, record(type, 2, "[{\"sku\": \"c\"}]"));
    load(loader, record(type, 1, "[{\"sku\": \"d\"}]"));
    assertThat(sql.queryForList("select sku from order_lines order by sku", String.class))
        .containsExactly("c", "d");
    SnapshotPart all = new SnapshotPart("orders", "s1", true, true, 1);
    LoadResult finished =
        database
            .transaction()
            .execute(
                status -> {
                  Batch batch =
                      loader.validate(
                          OnEachDatabase.json(record(type, 2, "[{\"sku\": \"c\"}]")),
                          new Origin("orders", "run-1", "page 1"));
                  batch.partOf(Optional.of(all));
                  loader.stage(batch);
                  loader.merge(batch);
                  return loader.finish(batch, all);
                });
    assertThat(finished.deleted()).isEqualTo(2);
    assertThat(sql.queryForList("select sku from order_lines", String.class)).containsExactly("c");
  }

  private static String record(String type, int id, String lines) {
    String key = type.startsWith("varchar") ? "\"ä" + id + "\"" : "" + id;
    return "[{\"id\": %s, \"v\": 1, \"lines\": %s}]".formatted(key, lines);
  }

  @Test
  void aRecordThatIsMoreThanTheServerTakesIsAnErrorThatSaysSo() {
    Loader loader = new Loader(database, ORDERS);
    String large = "x".repeat(5_000_000);
    List<Map<String, Object>> page =
        List.of(
            Map.of("id", 1, "s", large),
            Map.of("id", 2, "s", large),
            Map.of("id", 3, "s", large),
            Map.of("id", 4, "s", large));
    assertThat(load(loader, page).inserted()).isEqualTo(4);
    assertThatThrownBy(() -> load(loader, List.of(Map.of("id", 1, "s", large + large))))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("the server takes 16777216 bytes at once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANSI_QUOTES,PIPES_AS_CONCAT", "STRICT_ALL_TABLES"})
  void connectionsOfAHubThatBendValuesOrSyntaxAreRefused(String mode) {
    String url = TestDatabases.mariaDbUrl() + "?sessionVariables=sql_mode='%s'".formatted(mode);
    assertThatThrownBy(() -> takeHub(url))
        .hasMessageContaining("Caravan needs ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES")
        .hasMessageContaining("sessionVariables=sql_mode=");
  }

  @Test
  void connectionsOfAHubAreTakenInAnyZone() {
    String url =
        TestDatabases.mariaDbUrl()
            + "?sessionVariables=sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES',time_zone='-05:00'";
    takeHub(url);
    Loader loader = new Loader(database, ORDERS);
    load(loader, "[{\"id\": 1, \"at\": \"2025-04-12T09:33:00Z\"}]");
    assertThat(sql.queryForObject("select cast(at as char) from orders", String.class))
        .isEqualTo("2025-04-12 09:33:00.000000");
    sql.execute("create table theirs (id bigint primary key, at timestamp null)");
    Loader theirs = new Loader(database, TableSpec.of("theirs", "id"));
    assertThatThrownBy(() -> load(theirs, "[{\"id\": 1, \"at\": \"2025-04-12T09:33:00Z\"}]"))
        .hasMessageContaining("in the zone -05:00; make it a datetime(6)");
  }

  private void takeHub(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("root");
    DefaultCamelContext context = new DefaultCamelContext();
    pool = new HikariDataSource(config);
    context.getRegistry().bind("warehouse", pool);
    database.close();
    database = new Database();
    database.setCamelContext(context);
    sql = database.jdbc();
  }

  private LoadResult load(Loader loader, String page) {
    return load(loader, OnEachDatabase.json(page));
  }

  private LoadResult load(Loader loader, List<?> page) {
    return database.transaction().execute(status -> loadWithin(loader, page));
  }

  private static LoadResult loadWithin(Loader loader, String page) {
    return loadWithin(loader, OnEachDatabase.json(page));
  }

  private static LoadResult loadWithin(Loader loader, List<?> page) {
    Batch batch = loader.validate(page, new Origin("orders", "run-1", "1"));
    loader.stage(batch);
    return loader.merge(batch);
  }
}
