package dev.caravan.upsert.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.TableSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys that become wider between the pages of a snapshot. */
class SnapshotKeysTest extends OnEachDatabase {
  private static final TableSpec ORDERS =
      TableSpec.of("orders", "order_id").withDeletes("deleted", DeleteMode.HARD);

  @Test
  void keysThatAreNumbersAndThenTextOnPageThreeAreAllListed() {
    load(loader(ORDERS), "[{\"order_id\": 1}, {\"order_id\": 2}, {\"order_id\": 3}]");
    page(true, false, "[{\"order_id\": 1}]");
    page(false, false, "[{\"order_id\": 2.5}]");
    page(false, false, "[{\"order_id\": \"A-7\"}]");
    page(false, true, "[{\"order_id\": 12345678901234567890}]");

    assertThat(sql.queryForList("select order_id from orders order by order_id", String.class))
        .containsExactly("1", "12345678901234567890", "2.5", "A-7");
  }

  @Test
  void keysThatAreTimesAndThenTextAreAllListed() {
    load(
        loader(ORDERS),
        "[{\"order_id\": \"2025-04-12T09:33:00Z\"}, {\"order_id\": \"2025-04-13T09:33:00Z\"}]");
    page(true, false, "[{\"order_id\": \"2025-04-12T09:33:00Z\"}]");
    page(false, true, "[{\"order_id\": \"never\"}]");

    assertThat(sql.queryForList("select order_id from orders order by order_id", String.class))
        .containsExactly("2025-04-12T09:33:00Z", "never");
  }

  @Test
  void aKeyWhoseTableTakesBothLetterCasesForOneIsListedInEither() {
    assumeThat(isSqlite()).isTrue();
    sql.execute("create table orders (order_id text collate nocase primary key, s text)");
    load(loader(ORDERS), "[{\"order_id\": \"AB-1\", \"s\": \"old\"}, {\"order_id\": \"AB-2\"}]");
    page(true, true, "[{\"order_id\": \"ab-1\", \"s\": \"new\"}]");

    assertThat(rows("select order_id, s from orders"))
        .containsExactly(Map.of("order_id", "AB-1", "s", "new"));
  }

  /** Loads a page as a process does that has just been started. */
  private void page(boolean first, boolean last, String page) {
    Loader loader = loader(ORDERS);
    SnapshotPart part = new SnapshotPart("whole", "today", first, last, 1);
    transaction(
        () -> {
          Batch batch = loader.validate(json(page), new Origin("orders", "run-1", "page 7"));
          batch.partOf(Optional.of(part));
          loader.stage(batch);
          loader.merge(batch);
          return last ? loader.finish(batch, part) : null;
        });
    assertThat(part.outcomes()).hasSize(last ? 1 : 0);
  }
}
