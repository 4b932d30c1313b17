package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestDatabases;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of feeds depends on the database, on the other one. */
class ReplayOnPostgresTest extends FeedsTest {
  @BeforeEach
  @Override
  void open() {
    databaseUrl = TestDatabases.migratedPostgresUrl();
    databaseUser = "postgres";
    databasePassword = "postgres";
    super.open();
  }

  @Test
  void everyKindOfFeedEndsInTheExactTable() throws Exception {
    for (String kind : KINDS.keySet()) {
      sql.execute("delete from caravan_checkpoint");
      change(6);
      assertComplete(replay(kind));
      assertTableIsTheShops();
    }
    assertLedgersBalance();
  }

  @Test
  void softTombstonesOfASnapshotKeepTheirRows() throws Exception {
    String soft = healed("seq").replace("hard", "soft");
    assertComplete(run(List.of("changes"), api(), snapshotSource(), soft).get(0));
    List.of("3", "5", "8").forEach(key -> sandbox.shop().remove("items", key));
    sandbox.shop().forgetChanges("items", last());
    assertComplete(run(List.of("changes"), api(), snapshotSource(), soft).get(0));
    assertThat(sql.queryForList("select id from items where _deleted is not null", Long.class))
        .containsExactlyInAnyOrder(3L, 5L, 8L);
    assertThat(count("items")).isEqualTo(40);
    assertLedgersBalance();
  }

  @Test
  void threeHundredEntitiesThatWereDeletedWhileTheFeedForgotAreGone() throws Exception {
    sandbox.shop().insert("items", 1960);
    String path = "/couchdb/items/changes?limit=500";
    String[] usual = {"path", path, "maxSnapshotDeletes", "20%"};
    assertComplete(run(List.of("changes"), api(), snapshotSource(), healed("seq", usual)).get(0));
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    keys.subList(100, 400).forEach(key -> sandbox.shop().remove("items", key));
    change(20);
    sandbox.shop().forgetChanges("items", last());
    change(2);
    assertComplete(run(List.of("changes"), api(), snapshotSource(), healed("seq", usual)).get(0));
    assertTableIsTheShops();
    assertThat(text(lastRun("changes").get("run_id"), "notes"))
        .contains("what came after cursor 2000")
        .containsPattern("30\\d of 20\\d\\d rows of table items that it did not list were deleted");
    assertLedgersBalance();
  }
}
