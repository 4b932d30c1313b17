package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.table.VanishedTableException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class ExistingTableTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "order_id").withVersion("v");

  @Test
  void anExistingTableIsLoadedWithItsOwnTypesDefaultsAndColumns() {
    sql.execute(
        """
        create table orders (
          order_id integer primary key, v timestamp(3), s varchar(5) not null, price numeric(8,2),
          ref uuid, due date, rate double precision, region varchar(9) default 'eu' not null,
          loaded_by varchar(20) default 'them', state smallint default 3 not null)\
        """);
    String before = type("orders", "s");
    LoadResult result =
        load(
            loader(ORDERS),
            """
            [{"order_id": 1, "v": "2025-04-12T11:33:00.125+02:00", "s": "abc", "price": 12.5,
              "ref": "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "due": "2025-05-01", "rate": 0.5,
              "state": null, "extra": 1},
             {"order_id": "2", "v": "2025-04-12T09:00:00Z", "s": "%s", "price": "7", "state": 4}]\
            """
                .formatted("ä😀ß12"));
    assertThat(result).isEqualTo(result(2, 2, 0, 0));
    Map<String, Object> row = rows("select * from orders where order_id = 1").get(0);
    assertThat(row.get("v"))
        .hasToString(isSqlite() ? "2025-04-12T09:33:00.125000Z" : "2025-04-12 09:33:00.125");
    assertThat(row.get("price")).hasToString(isSqlite() ? "12.5" : "12.50");
    assertThat(row.get("ref")).hasToString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    assertThat(row.get("due")).hasToString("2025-05-01");
    assertThat(row.get("region")).isEqualTo("eu");
    assertThat(row.get("loaded_by")).isEqualTo("them");
    assertThat(row.get("state")).hasToString("3");
    assertThat(row.get("extra")).isEqualTo(1L);
    assertThat(type("orders", "s")).isEqualTo(before);
  }

  @Test
  void loadingTheSameAgainIsUnchangedWithForeignTypesToo() {
    assumeThat(isMariaDb()).as("whose types have a test of their own").isFalse();
    sql.execute(
        "create table orders (order_id uuid primary key, v timestamp, due date, r real, c char(4),"
            + " t time, n numeric(8,3))");
    Loader loader = loader(ORDERS);
    String page =
        """
        [{"order_id": "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "v": "2025-04-12T09:33:00.125Z",
          "due": "2025-05-01", "r": 0.1, "c": "ab", "t": "10:11:12", "n": 1.5}]\
        """;
    assertThat(load(loader, page)).isEqualTo(result(1, 1, 0, 0));
    assertThat(load(loader, page.toLowerCase().replace("t09", "T09").replace("125z", "125Z")))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(load(loader, page.replace("10:11:12", "10:11:13"))).isEqualTo(result(1, 0, 1, 0));
    assertThat(load(loader, page.replace("09:33:00.125Z", "11:32:59.125+02:00")))
        .isEqualTo(result(1, 0, 0, 1));
  }

  @Test
  void whatDoesNotFitAnExistingColumnIsQuarantinedAndTheColumnStaysAsItIs() {
    sql.execute(
        "create table orders (order_id bigint primary key, v bigint, s varchar(3), n integer, p"
            + " numeric(4,1), b varchar(9) not null)");
    assumeThat(isSqlite()).as("which does not hold values to their types").isFalse();
    String before = type("orders", "n");
    LoadResult result =
        load(
            loader(ORDERS),
            """
            [{"order_id": 1, "b": "x", "s": "abcd"}, {"order_id": 2, "b": "x", "n": 2147483648},
             {"order_id": 3, "b": "x", "p": 1.25}, {"order_id": 4, "b": "x", "p": 1234},
             {"order_id": 5, "b": "x", "n": "many"}, {"order_id": 6, "b": null}, {"order_id": "x", "b": "x"},
             {"order_id": 7, "b": "x", "s": "abc", "n": 2147483647, "p": 123.4, "v": 1},
             {"order_id": 8, "b": "x", "v": "2025-04-12T09:33:00Z"}]\
            """);
    assertThat(result)
        .isEqualTo(
            new LoadResult(
                9,
                1,
                0,
                0,
                0,
                Map.of("wrong_type", 6L, "missing_required", 1L, "bad_version", 1L)));
    assertThat(type("orders", "n")).isEqualTo(before);
    assertThat(one("select order_id from orders")).isEqualTo(7L);
  }

  @Test
  void columnsThatNoRecordHasAreNeverSet() {
    sql.execute("create table orders (order_id bigint primary key, s varchar(9), mine varchar(9))");
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    load(loader, "[{\"order_id\": 1, \"s\": \"a\"}]");
    sql.update("update orders set mine = 'kept'");
    assertThat(load(loader, "[{\"order_id\": 1, \"s\": \"b\"}]")).isEqualTo(result(1, 0, 1, 0));
    assertThat(text("select mine from orders")).isEqualTo("kept");
  }

  @Test
  void aKeyWithoutUniqueIndexIsAnErrorThatSaysHowToFixIt() {
    sql.execute("create table orders (order_id bigint not null, s varchar(9))");
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    String page = "[{\"order_id\": 1, \"s\": \"a\"}]";
    assertThatThrownBy(() -> load(loader, page))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("no primary key or unique index over its key")
        .hasMessageContaining("create unique index \"orders_key\" on \"orders\" (\"order_id\")");
    assertThat(one("select count(*) from caravan_column")).isEqualTo(0L);
    sql.execute("create unique index \"orders_key\" on \"orders\" (\"order_id\")");
    assertThat(load(loader, page)).isEqualTo(result(1, 1, 0, 0));
  }

  @Test
  void aValueThatAColumnOfSqliteTakesForEqualIsWrittenAllTheSame() {
    assumeThat(isSqlite()).isTrue();
    sql.execute("create table orders (order_id integer primary key, s text collate nocase)");
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    load(loader, "[{\"order_id\": 1, \"s\": \"a\"}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"s\": \"A\"}]")).isEqualTo(result(1, 0, 1, 0));
    assertThat(text("select s from orders")).isEqualTo("A");
  }

  @Test
  void aBrokenConstraintFailsThePageAndSaysWhich() {
    sql.execute(
        "create table orders (order_id bigint primary key, n bigint, constraint positive_n check (n"
            + " > 0))");
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    assertThatThrownBy(
            () -> load(loader, "[{\"order_id\": 1, \"n\": 1}, {\"order_id\": 2, \"n\": -1}]"))
        .isInstanceOf(LoadException.class)
        .hasMessageContainingAll("page 7", "orders")
        .hasMessageMatching("(?is).*positive_n.*");
    assertThat(one("select count(*) from orders")).isEqualTo(0L);
  }

  @Test
  void aVersionColumnThatIsTextIsAnError() {
    sql.execute("create table orders (order_id bigint primary key, v varchar(9))");
    assertThatThrownBy(() -> load(loader(ORDERS), "[{\"order_id\": 1, \"v\": 1}]"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("a version is a timestamp or a number");
  }

  @Test
  void aKeyColumnThatCannotBeComparedExactlyIsAnError() {
    sql.execute(
        "create table orders (order_id %s primary key)".formatted(isSqlite() ? "blob" : "char(9)"));
    assertThatThrownBy(
            () -> load(loader(TableSpec.of("orders", "order_id")), "[{\"order_id\": \"a\"}]"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("cannot compare exactly");
  }

  @Test
  void aTableThatVanishedIsNotMadeAnewWithoutItsFirstRows() {
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    load(loader, "[{\"order_id\": 1}]");
    sql.execute("drop table orders");

    assertThatThrownBy(() -> load(loader, "[{\"order_id\": 2}]"))
        .isInstanceOf(VanishedTableException.class)
        .hasMessageContaining("table orders is gone")
        .hasMessageContaining("checkpoint reset orders");
    assertThatThrownBy(() -> one("select count(*) from orders"))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void aTableThatVanishedIsMadeAnewWithTheSameNamesWhereEverythingBeginsAnew() {
    load(loader(TableSpec.of("orders", "order_id")), "[{\"order_id\": 1, \"a b\": 1, \"a-b\": 2}]");
    sql.execute("drop table orders");

    assertThat(begin("[{\"order_id\": 1, \"a-b\": 2, \"a b\": 1}]")).isEqualTo(result(1, 1, 0, 0));
    assertThat(rows("select a_b, a_b_2 from orders").get(0).values()).containsExactly(1L, 2L);
  }

  @Test
  void aBeginningWithoutRecordsLetsTheNextPageMakeIt() {
    load(loader(TableSpec.of("orders", "order_id")), "[{\"order_id\": 1}]");
    sql.execute("drop table orders");

    begin("[]");
    load(loader(TableSpec.of("orders", "order_id")), "[{\"order_id\": 2}]");
    assertThat(one("select count(*) from orders")).isEqualTo(1L);
  }

  private LoadResult begin(String page) {
    Origin first = new Origin("orders", "run-1", "first", "0", true);
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    return transaction(() -> loadWithin(loader, json(page), first));
  }
}
