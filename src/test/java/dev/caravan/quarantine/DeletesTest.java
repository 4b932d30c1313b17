package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.spec.TableSpec;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletesTest extends OnEachDatabase {
  private static final TableSpec ORDERS =
      TableSpec.of("orders", "order_id").withVersion("v").withRequired("s");
  private static final TableSpec SOFT = ORDERS.withDeletes("deleted", DeleteMode.SOFT);
  private static final TableSpec HARD = ORDERS.withDeletes("deleted", DeleteMode.HARD);

  @Test
  void aSoftTombstoneMarksTheRowAndKeepsItsOtherValues() {
    Loader loader = loader(SOFT);
    load(loader, "[{\"order_id\": 1, \"v\": 1, \"s\": \"a\", \"n\": 5}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": 2, \"deleted\": true}]"))
        .isEqualTo(deleted(1));
    assertThat(text("select s from orders")).isEqualTo("a");
    assertThat(one("select n from orders")).isEqualTo(5L);
    assertThat(one("select v from orders")).isEqualTo(2L);
    assertThat(deletedAt()).isEqualTo(NOW);
  }

  @Test
  void aTombstoneThatTellsItsTimeIsMarkedWithIt() {
    Loader loader = loader(SOFT);
    load(loader, "[{\"order_id\": 1, \"v\": 2, \"deleted\": \"2025-04-12T11:33:00+02:00\"}]");
    assertThat(deletedAt()).isEqualTo(Instant.parse("2025-04-12T09:33:00Z"));
  }

  @Test
  void aSoftDeletedRowStaysDeletedWhenAnOlderUpdateArrivesLate() {
    Loader loader = loader(SOFT);
    load(loader, "[{\"order_id\": 1, \"v\": 1, \"s\": \"a\"}]");
    load(loader, "[{\"order_id\": 1, \"v\": 3, \"deleted\": true}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": 2, \"s\": \"late\"}]"))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(deletedAt()).isEqualTo(NOW);
    assertThat(text("select s from orders")).isEqualTo("a");
  }

  @Test
  void aTombstoneForAnUnknownRowIsKeptSoThatAnOlderUpdateDoesNotBringItIn() {
    Loader loader = loader(SOFT);
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": 3, \"deleted\": true}]"))
        .isEqualTo(deleted(1));
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": 2, \"s\": \"late\"}]"))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(deletedAt()).isEqualTo(NOW);
  }

  @Test
  void aNewerLiveRecordBringsASoftDeletedRowBack() {
    Loader loader = loader(SOFT);
    load(loader, "[{\"order_id\": 1, \"v\": 1, \"deleted\": true}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": 2, \"s\": \"b\", \"deleted\": false}]"))
        .isEqualTo(result(1, 0, 1, 0));
    assertThat(one("select _deleted from orders")).isNull();
  }

  @Test
  void theSameSoftTombstoneAgainChangesNothing() {
    load(loader(SOFT), "[{\"order_id\": 1, \"v\": 1, \"deleted\": true}]");
    Loader later = new Loader(database, SOFT, java.time.Clock.systemUTC());
    assertThat(load(later, "[{\"order_id\": 1, \"v\": 1, \"deleted\": true}]"))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(deletedAt()).isEqualTo(NOW);
  }

  @Test
  void aSoftTombstoneKeepsTheValuesOfTheLiveRecordItFollowsInItsPage() {
    Loader loader = loader(SOFT);
    LoadResult result =
        load(
            loader,
            """
            [{"order_id": 1, "v": 1, "s": "a"}, {"order_id": 1, "v": 2, "s": "b"},
             {"order_id": 1, "v": 3, "deleted": true}]""");
    assertThat(result).isEqualTo(new LoadResult(3, 1, 0, 1, 1, Map.of()));
    assertThat(text("select s from orders")).isEqualTo("b");
    assertThat(deletedAt()).isEqualTo(NOW);
  }

  @Test
  void aHardTombstoneDeletesTheRowUnlessItIsOlder() {
    Loader loader = loader(HARD);
    load(
        loader,
        """
        [{"order_id": 1, "v": 5, "s": "a"}, {"order_id": 2, "v": 5, "s": "a"},
         {"order_id": 3, "s": "a"}, {"order_id": 4, "v": 5, "s": "a"}]""");
    LoadResult result =
        load(
            loader,
            """
            [{"order_id": 1, "v": 5, "deleted": "TRUE"}, {"order_id": 2, "v": 4, "deleted": true},
             {"order_id": 3, "deleted": 1}, {"order_id": 4, "deleted": true},
             {"order_id": 9, "v": 1, "deleted": true}, {"order_id": 5, "v": 1, "s": "new", "deleted": "no"}]""");
    assertThat(result).isEqualTo(new LoadResult(6, 1, 0, 3, 2, Map.of()));
    assertThat(sql.queryForList("select order_id from orders order by order_id", Long.class))
        .containsExactly(2L, 4L, 5L);
  }

  @Test
  void ofATombstoneAndALiveRecordInOnePageTheNewerWins() {
    Loader loader = loader(HARD);
    load(
        loader,
        "[{\"order_id\": 1, \"v\": 1, \"s\": \"a\"}, {\"order_id\": 2, \"v\": 1, \"s\": \"a\"}]");
    LoadResult result =
        load(
            loader,
            """
            [{"order_id": 1, "v": 3, "deleted": true}, {"order_id": 1, "v": 2, "s": "b"},
             {"order_id": 2, "v": 2, "deleted": true}, {"order_id": 2, "v": 3, "s": "c"}]""");
    assertThat(result).isEqualTo(new LoadResult(4, 0, 1, 2, 1, Map.of()));
    assertThat(text("select s from orders")).isEqualTo("c");
  }

  @Test
  void aPageOfTombstonesOnlyIsLoadedBeforeAnythingElse() {
    assertThat(load(loader(HARD), "[{\"order_id\": 1, \"v\": 5, \"deleted\": true}]"))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(one("select count(*) from orders")).isEqualTo(0L);
  }

  private Instant deletedAt() {
    Object value = one("select _deleted from orders");
    if (value instanceof String text) {
      return Instant.parse(text);
    }
    return value instanceof Timestamp time
        ? time.toInstant()
        : ((OffsetDateTime) value).toInstant();
  }

  private static LoadResult deleted(long count) {
    return new LoadResult(count, 0, 0, 0, count, Map.of());
  }
}
