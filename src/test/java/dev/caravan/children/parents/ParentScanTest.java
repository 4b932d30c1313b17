package dev.caravan.children.parents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** With {@code -Dparents=100000} so many parents, and how long they took is printed. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "postgres", "mariadb"})
class ParentScanTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");
  private static final int MANY = Integer.getInteger("parents", 2_345);

  @Parameter String kind;
  @TempDir Path directory;
  private Database database;
  private JdbcTemplate sql;

  @BeforeEach
  void open() {
    database =
        switch (kind) {
          case "sqlite" -> TestDatabases.sqlite(directory);
          case "postgres" -> TestDatabases.postgres();
          default -> TestDatabases.mariaDb();
        };
    sql = new JdbcTemplate(database.dataSource());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void takesEveryParentOnceInTheOrderOfItsKeyAndGoesOnWhereItWas() {
    fillNumbers();
    Parents parents = parents("id", "/p/{id}");
    ParentScan scan = scan(parents, ParentsPosition.start());
    List<Object> first = take(scan, MANY / 2);
    List<Object> rest = take(scan(parents, position(scan, List.of())), MANY);
    first.addAll(rest);
    assertThat(first)
        .isEqualTo(IntStream.rangeClosed(1, MANY).mapToObj(id -> (Object) (long) id).toList());
  }

  @Test
  void manyParentsAreRememberedAndOnlyThoseThatChangedComeAgain() {
    fillNumbers();
    Parents parents = parents("id", "/p/{id}", "version");
    long start = System.nanoTime();
    ParentScan scan = scan(parents, ParentsPosition.start());
    for (Optional<OpenParent> next = scan.take(NOW); next.isPresent(); next = scan.take(NOW)) {
      scan.complete(List.of(next.get()));
    }
    scan.end();
    long whole = System.nanoTime();
    assertThat(remembered()).isEqualTo(MANY);

    sql.update("update p set version = 'v2' where id in (7, 1001, 2000)");
    sql.update("delete from p where id = 5");
    ParentScan again = scan(parents, ParentsPosition.start());
    assertThat(take(again, MANY)).isEqualTo(List.of(7L, 1001L, 2000L));
    again.end();
    assertThat(remembered()).as("the deleted one is forgotten").isEqualTo(MANY - 1);
    System.out.printf(
        "ParentScanTest: %d parents on %s remembered one by one in %.1f s, 3 changed ones found and"
            + " 1 forgotten in %.2f s%n",
        MANY, kind, (whole - start) / 1e9, (System.nanoTime() - whole) / 1e9);
  }

  @Test
  void keysOfSeveralColumnsAreOrderedAsOne() {
    sql.execute(
        "create table p (region varchar(9), no bigint, _deleted timestamp, shop varchar(9))");
    sql.execute(
        "insert into p values ('eu', 10, null, 's'), ('eu', 9, null, 's'), ('as', 11, null, 't'),"
            + " ('as', 12, current_timestamp, 't'), (null, 1, null, 't'), ('us', null, null, 't')");
    Parents parents = parents("region,no", "/{shop}/{region}/{no}", "shop");
    ParentScan scan = scan(parents, ParentsPosition.start());
    List<OpenParent> taken = new ArrayList<>();
    for (Optional<OpenParent> next = scan.take(NOW); next.isPresent(); next = scan.take(NOW)) {
      taken.add(next.get());
      ParentScan resumed = scan(parents, position(scan, List.of()));
      assertThat(take(resumed, 9)).hasSize(3 - taken.size());
    }
    assertThat(taken.stream().map(each -> each.parent().toString()))
        .containsExactly("as/11", "eu/9", "eu/10");
    assertThat(parents.path().fill(taken.get(1).parent().values())).contains("/s/eu/9");
    scan.complete(taken);
    sql.update("delete from p where region = 'as'");
    sql.update("delete from p where no = 9");
    scan.end();
    assertThat(sql.queryForList("select parent from caravan_parent", String.class))
        .containsExactly("eu\u001f10");
  }

  @Test
  void keysMayBeUuidsDecimalsAndSmallNumbers() {
    UUID uuid = UUID.fromString("7e57d004-2b97-0e7a-b45f-5387367791cd");
    for (String type : List.of("uuid", "numeric(9,2)", "smallint", "text", "integer")) {
      String value =
          switch (type) {
            case "uuid" -> uuid.toString();
            case "numeric(9,2)" -> "10.50";
            default -> "12";
          };
      if (kind.equals("mariadb") && type.startsWith("numeric")) {
        continue;
      }
      String declared = kind.equals("sqlite") && type.startsWith("numeric") ? "decimal text" : type;
      sql.execute(
          "create table k (id " + declared.replaceAll("^text", "varchar(99)") + " primary key)");
      sql.execute("insert into k values ('" + value + "')");
      Parents parents = parameters("k", "id", "/k/{id}").toParents("/k/{id}");
      ParentScan scan = scan(parents, ParentsPosition.start());
      OpenParent only = scan.take(NOW).orElseThrow();
      assertThat(parents.path().fill(only.parent().values())).as(type).contains("/k/" + value);
      ParentsPosition after = ParentsPosition.read(position(scan, List.of(only)).write());
      assertThat(scan(parents, after).take(NOW)).as(type).isEmpty();
      assertThat(after.open()).isEqualTo(List.of(only));
      sql.execute("drop table k");
    }
  }

  @Test
  void aVersionThatIsATimeIsTheSameOnEveryConnection() {
    String type = kind.equals("mariadb") ? "datetime(6)" : "timestamp with time zone";
    sql.execute("create table p (id bigint primary key, version " + type + ")");
    sql.execute(
        switch (kind) {
          case "sqlite" -> "insert into p values (1, '2025-04-12T07:33:00.000000Z')";
          case "postgres" ->
              "insert into p values (1, timestamp with time zone '2025-04-12 09:33:00+02')";
          default -> "insert into p values (1, '2025-04-12 07:33:00')";
        });
    Parents parents = parents("id", "/p/{id}", "version");
    ParentScan scan = scan(parents, ParentsPosition.start());
    scan.complete(List.of(scan.take(NOW).orElseThrow()));
    assertThat(sql.queryForObject("select version from caravan_parent", String.class))
        .matches("2025-04-12[ T]07:33:00.*");
    assertThat(scan(parents, ParentsPosition.start()).take(NOW)).isEmpty();
  }

  private void fillNumbers() {
    sql.execute("create table p (id bigint primary key, version varchar(9))");
    List<Object[]> rows =
        IntStream.rangeClosed(1, MANY).mapToObj(id -> new Object[] {(long) id, "v1"}).toList();
    sql.batchUpdate("insert into p values (?, ?)", rows);
  }

  private static ParentParameters parameters(String table, String key, String path) {
    ParentParameters parameters = new ParentParameters();
    parameters.setTable(table);
    parameters.setKey(key);
    return parameters;
  }

  private static Parents parents(String key, String path) {
    return parameters("p", key, path).toParents(path);
  }

  private static Parents parents(String key, String path, String version) {
    ParentParameters parameters = parameters("p", key, path);
    parameters.setVersion(version);
    return parameters.toParents(path);
  }

  private ParentScan scan(Parents parents, ParentsPosition position) {
    return new ParentScan(parents, "children", false, database.dataSource(), position);
  }

  private static List<Object> take(ParentScan scan, int most) {
    List<Object> ids = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      scan.take(NOW).ifPresent(open -> ids.add(open.parent().values().get("id")));
    }
    return ids;
  }

  private long remembered() {
    return sql.queryForObject("select count(*) from caravan_parent", Long.class);
  }

  private static ParentsPosition position(ParentScan scan, List<OpenParent> open) {
    return new ParentsPosition(scan.taken(), open, false, SetAside.NONE);
  }
}
