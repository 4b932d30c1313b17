package dev.caravan.upsert.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.IncompleteSnapshotException;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import dev.caravan.value.ColumnType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.TransactionStatus;

/** A table that each full scan replaces as a whole, when its end is proven. */
class ReplaceTest extends OnEachDatabase {
  private static final TableSpec ITEMS =
      TableSpec.of("items", "id").withMode(WriteMode.REPLACE).withQuarantine(1, 100);

  private enum Page {
    FIRST,
    NEXT,
    LAST,
    ONLY
  }

  private static SnapshotPart part(String scan, Page page, double maxDeletes, DeleteMode mode) {
    return new SnapshotPart(
        "items",
        scan,
        page == Page.FIRST || page == Page.ONLY,
        page == Page.LAST || page == Page.ONLY,
        maxDeletes,
        new SnapshotPart.FullScan(mode, Instant.EPOCH, List.of()));
  }

  private LoadResult page(Loader loader, String scan, Page page, String records) {
    return page(loader, part(scan, page, 1, DeleteMode.HARD), records, (result, status) -> result);
  }

  /** A table of MariaDB is changed once the transaction that is in it has ended. */
  private LoadResult page(
      Loader loader,
      SnapshotPart part,
      String records,
      BiFunction<LoadResult, TransactionStatus, LoadResult> then) {
    try {
      return once(loader, part, records, then);
    } catch (ConcurrencyFailureException e) {
      assertThat(isMariaDb()).as(e.getMessage()).isTrue();
      return once(loader, part, records, then);
    }
  }

  private LoadResult once(
      Loader loader,
      SnapshotPart part,
      String records,
      BiFunction<LoadResult, TransactionStatus, LoadResult> then) {
    return database
        .transaction()
        .execute(
            status -> {
              Batch batch = loader.validate(json(records), new Origin("items", "r", "p"));
              batch.partOf(Optional.of(part));
              loader.stage(batch);
              LoadResult result = loader.merge(batch);
              result = part.last() ? result.plus(loader.finish(batch, part)) : result;
              return then.apply(result, status);
            });
  }

  private List<Map<String, Object>> items() {
    return rows("select id, s from items order by id");
  }

  private static Map<String, Object> item(long id, String s) {
    return Map.of("id", id, "s", s);
  }

  @Test
  void rowsAreThoseOfTheLastScanThatCameToItsEndAndNeverAHalf() {
    Loader loader = loader(ITEMS);
    page(loader, "1", Page.FIRST, "[{\"id\": 1, \"s\": \"a\"}, {\"id\": 2, \"s\": \"b\"}]");
    assertThat(items()).isEmpty();
    LoadResult end = page(loader, "1", Page.LAST, "[{\"id\": 3, \"s\": \"c\"}]");
    assertThat(items()).containsExactly(item(1, "a"), item(2, "b"), item(3, "c"));
    assertThat(end.inserted()).isEqualTo(3);
    assertThat(end.children()).as("rows that no record of the page stands for").isEqualTo(3);

    page(loader, "2", Page.FIRST, "[{\"id\": 2, \"s\": \"B\"}, {\"id\": 4, \"s\": \"d\"}]");
    page(loader, "2", Page.NEXT, "[]");
    assertThat(items()).containsExactly(item(1, "a"), item(2, "b"), item(3, "c"));
    end = page(loader, "2", Page.LAST, "[{\"id\": 1, \"s\": \"a\"}]");
    assertThat(items()).containsExactly(item(1, "a"), item(2, "B"), item(4, "d"));
    assertThat(List.of(end.inserted(), end.updated(), end.deleted())).containsExactly(1L, 1L, 1L);
    assertThat(leftOver()).isEmpty();
  }

  /** Tables of generations that nothing needs any more. */
  private List<String> leftOver() {
    return tables().stream()
        .filter(each -> each.startsWith("caravan_next_"))
        // There the table stays, without rows, until the next scan makes it anew.
        .filter(each -> !isMariaDb() || !sql.queryForList("select 1 from " + each).isEmpty())
        .toList();
  }

  private List<String> tables() {
    return isSqlite()
        ? sql.queryForList("select name from sqlite_schema where type = 'table'", String.class)
        : sql.queryForList(
            "select table_name from information_schema.tables where table_schema = "
                + (isMariaDb() ? "database()" : "'public'"),
            String.class);
  }

  @Test
  void aScanThatDoesNotComeToItsEndLeavesNothingToTheNextOne() {
    Loader loader = loader(ITEMS);
    page(loader, "1", Page.ONLY, "[{\"id\": 1, \"s\": \"a\"}]");
    page(loader, "2", Page.FIRST, "[{\"id\": 7, \"s\": \"stray\"}]");
    SnapshotPart cut = part("2", Page.LAST, 1, DeleteMode.HARD);
    page(
        loader,
        cut,
        "[{\"id\": 8, \"s\": \"stray\"}]",
        (result, status) -> {
          status.setRollbackOnly();
          return result;
        });
    assertThat(items()).containsExactly(item(1, "a"));
    page(loader, "3", Page.ONLY, "[{\"id\": 2, \"s\": \"b\"}]");
    assertThat(items()).containsExactly(item(2, "b"));
    assertThat(leftOver()).isEmpty();
  }

  @Test
  void aPageThatIsRolledBackAndComesAgainCountsOnce() {
    Loader loader = loader(ITEMS);
    SnapshotPart first = part("1", Page.FIRST, 1, DeleteMode.HARD);
    String records = "[{\"id\": 1, \"s\": \"a\"}]";
    page(
        loader,
        first,
        records,
        (result, status) -> {
          status.setRollbackOnly();
          return result;
        });
    page(loader, "1", Page.FIRST, records);
    page(loader, "1", Page.LAST, "[{\"id\": 2, \"s\": \"b\"}]");
    assertThat(items()).containsExactly(item(1, "a"), item(2, "b"));
  }

  @Test
  void aScanThatMissesTooMuchReplacesNothing() {
    Loader loader = loader(ITEMS);
    page(loader, "1", Page.ONLY, "[{\"id\": 1, \"s\": \"a\"}, {\"id\": 2, \"s\": \"b\"}]");
    SnapshotPart empty = part("2", Page.ONLY, 0.2, DeleteMode.HARD);
    assertThatThrownBy(() -> page(loader, empty, "[]", (result, status) -> result))
        .isInstanceOf(IncompleteSnapshotException.class)
        .hasMessageContaining("does not list 2 of the 2 rows of table items");
    assertThat(items()).hasSize(2);
    SnapshotPart much = part("3", Page.ONLY, 0.2, DeleteMode.HARD);
    assertThatThrownBy(() -> page(loader, much, "[{\"id\": 1}]", (result, status) -> result))
        .isInstanceOf(IncompleteSnapshotException.class);
    assertThat(items()).hasSize(2);
  }

  @Test
  void whatUsersMadeOnTheTableStays() {
    Loader loader = loader(ITEMS);
    page(loader, "1", Page.ONLY, "[{\"id\": 1, \"s\": \"a\"}, {\"id\": 2, \"s\": \"b\"}]");
    sql.execute("create view names as select s from items");
    sql.execute("alter table items add column note varchar(20)");
    sql.execute("update items set note = 'mine' where id = 1");
    sql.execute("create index by_note on items (note)");
    page(loader, "2", Page.ONLY, "[{\"id\": 1, \"s\": \"A\"}, {\"id\": 3, \"s\": \"c\"}]");
    assertThat(sql.queryForList("select s from names order by s", String.class))
        .containsExactly("A", "c");
    assertThat(text("select note from items where id = 1")).isEqualTo("mine");
    sql.execute("drop index by_note" + (isMariaDb() ? " on items" : ""));
  }

  @Test
  void aRecordInQuarantineKeepsItsFormerRowAndMayComeAgainDuringTheScan() {
    Loader loader = loader(ITEMS.withColumns(Map.of("n", ColumnType.BIGINT)));
    page(
        loader,
        "1",
        Page.ONLY,
        "[{\"id\": 1, \"s\": \"a\", \"n\": 1}, {\"id\": 2, \"s\": \"b\"}, {\"id\": 3, \"s\": \"c\"}]");
    page(
        loader,
        "2",
        Page.FIRST,
        "[{\"id\": 1, \"s\": \"new\", \"n\": \"bad\"}, {\"id\": 2, \"s\": \"b\", \"n\": \"bad\"}, {\"id\": 5, \"s\": \"e\"}]");
    transaction(
        () -> {
          Batch batch =
              loader.validate(
                  json("[{\"id\": 2, \"s\": \"again\", \"n\": 4}]"), new Origin("items", "r", "p"));
          batch.came(
              dev.caravan.quarantine.again.BeforeSteps.unknown(),
              Optional.of(new Retry(1, "items", Optional.empty(), false)));
          loader.stage(batch);
          return loader.merge(batch);
        });
    assertThat(items()).containsExactly(item(1, "a"), item(2, "again"), item(3, "c"));
    page(loader, "2", Page.LAST, "[{\"id\": 4, \"s\": \"d\"}]");
    assertThat(items()).containsExactly(item(1, "a"), item(2, "again"), item(4, "d"), item(5, "e"));
  }

  @Test
  void columnsComeAndWidenDuringTheScan() {
    Loader loader = loader(ITEMS);
    page(loader, "1", Page.ONLY, "[{\"id\": 1, \"s\": \"a\", \"n\": 1}]");
    page(loader, "2", Page.FIRST, "[{\"id\": 1, \"s\": \"a\", \"n\": 2}]");
    page(loader, "2", Page.NEXT, "[{\"id\": 2, \"s\": \"b\", \"n\": 2.5, \"more\": \"x\"}]");
    page(loader, "2", Page.LAST, "[{\"id\": \"x\", \"s\": \"c\", \"n\": \"many\"}]");
    assertThat(rows("select id, n, more from items order by id").toString())
        .isEqualTo("[{id=1, n=2, more=null}, {id=2, n=2.5, more=x}, {id=x, n=many, more=null}]");
  }

  @Test
  void aTableThatWasThereBeforeIsReplacedInItsOwnTypes() {
    sql.execute("create table items (id int primary key, price decimal(10,2), at timestamp null)");
    Loader loader = loader(ITEMS);
    String records = "[{\"id\": 1, \"price\": 12.5, \"at\": \"2025-01-02T03:04:05+01:00\"}]";
    page(loader, "1", Page.ONLY, records);
    List<Map<String, Object>> once = rows("select * from items");
    LoadResult again = page(loader, "2", Page.ONLY, records);
    assertThat(rows("select * from items")).isEqualTo(once).hasSize(1);
    assertThat(again.updated()).isZero();
  }

  @Test
  void nobodyElseLoadsTheTableAndTheSameStreamMayInAnotherMode() {
    Loader loader = loader(ITEMS);
    page(loader, "1", Page.FIRST, "[{\"id\": 1, \"s\": \"a\"}]");
    Loader plain = loader(TableSpec.of("items", "id"));
    assertThatThrownBy(() -> load(plain, "[{\"id\": 9}]"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("replaced as a whole by stream items");
    transaction(
        () ->
            loadWithin(plain, json("[{\"id\": 9, \"s\": \"x\"}]"), new Origin("items", "r", "p")));
    assertThat(items()).containsExactly(item(9, "x"));
    assertThat(leftOver()).isEmpty();
    assertThat(load(plain, "[{\"id\": 8}]").inserted()).isEqualTo(1);
  }

  @Test
  void pagesThatAreNoneOfAFullScanAreRefused() {
    Loader loader = loader(ITEMS);
    assertThatThrownBy(() -> load(loader, "[{\"id\": 1}]"))
        .hasMessageContaining("set deleteMissing: hard");
    SnapshotPart soft = part("1", Page.ONLY, 1, DeleteMode.SOFT);
    assertThatThrownBy(() -> page(loader, soft, "[{\"id\": 1}]", (result, status) -> result))
        .hasMessageContaining("not soft");
    assertThatThrownBy(() -> page(loader, "1", Page.NEXT, "[{\"id\": 1}]"))
        .isInstanceOf(IncompleteSnapshotException.class)
        .hasMessageContaining("not followed from the beginning");
    page(loader, "1", Page.ONLY, "[{\"id\": 1}]");
    // The first page of the next one passes the table by.
    new ScanTargets(database, Clock.systemUTC()).begin("items", "2");
    page(loader, "2", Page.NEXT, "[{\"id\": 2}]");
    assertThatThrownBy(
            () ->
                new ScanTargets(database, Clock.systemUTC())
                    .requireReplaced("items", Optional.empty()))
        .isInstanceOf(IncompleteSnapshotException.class)
        .hasMessageContaining("keeps its rows");
    page(loader, "2", Page.LAST, "[]");
    new ScanTargets(database, Clock.systemUTC()).requireReplaced("items", Optional.empty());
    assertThat(rows("select id from items")).containsExactly(Map.of("id", 2L));
  }
}
