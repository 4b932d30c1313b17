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
    databaseUrl = TestDatabases.postgresUrl();
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
}
