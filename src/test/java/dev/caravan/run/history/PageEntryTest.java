package dev.caravan.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.LoadResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageEntryTest {
  private static final LoadResult TEN = new LoadResult(10, 4, 3, 1, 1, Map.of("missing_key", 1L));

  @Test
  void nothingIsDroppedOrAddedWhenAllRecordsReachedATable() {
    assertThat(PageEntry.of(10, TEN)).isEqualTo(new PageEntry(10, 0, 0, TEN));
  }

  @Test
  void recordsThatReachedNoTableWereDroppedByTheRoute() {
    assertThat(PageEntry.of(12, TEN)).isEqualTo(new PageEntry(12, 2, 0, TEN));
    assertThat(PageEntry.of(5, LoadResult.NOTHING))
        .isEqualTo(new PageEntry(5, 5, 0, LoadResult.NOTHING));
  }

  @Test
  void recordsThatTheApiDidNotSendWereAddedByTheRoute() {
    assertThat(PageEntry.of(7, TEN)).isEqualTo(new PageEntry(7, 0, 3, TEN));
  }

  @Test
  void balances() {
    for (long fetched = 0; fetched < 30; fetched++) {
      PageEntry entry = PageEntry.of(fetched, TEN);
      assertThat(entry.fetched() + entry.added()).isEqualTo(10 + entry.dropped());
    }
  }

  @Test
  void saysWhatBecameOfEachRecord() {
    assertThat(PageEntry.of(12, TEN))
        .hasToString(
            "12 rows, 4 inserted, 3 updated, 1 unchanged, 1 deleted,"
                + " 1 quarantined as missing_key, 2 dropped by the route");
    assertThat(PageEntry.of(7, TEN))
        .asString()
        .endsWith("quarantined as missing_key, 3 added by the route");
  }
}
