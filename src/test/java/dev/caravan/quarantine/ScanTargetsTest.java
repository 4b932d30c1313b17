package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.HandClock;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which full scans are followed, and for how long. */
class ScanTargetsTest {
  private static final String ITEMS = "table items";

  @TempDir Path directory;
  private final HandClock clock = new HandClock(Instant.parse("2025-04-12T09:00:00Z"));

  @Test
  void aScanThatTakesLongerThanAWeekIsNoLongerFollowed() {
    try (Database database = TestDatabases.sqlite(directory)) {
      ScanTargets targets = new ScanTargets(database, clock);
      SnapshotPart part = part("nightly", "scan1");
      targets.note(ITEMS, part, 0, 0);
      clock.advance(Duration.ofDays(6));
      assertThat(targets.following(ITEMS, Optional.empty()))
          .containsExactly(new ScanTargets.Scan("nightly", "scan1"));

      clock.advance(Duration.ofDays(2));
      assertThat(targets.following(ITEMS, Optional.empty())).isEmpty();
      assertThat(targets.doubt(ITEMS, part))
          .hasValueSatisfying(why -> assertThat(why).contains("was not followed"));
    }
  }

  @Test
  void anotherStreamThatDeletesIsForgottenAMonthAfterItsLastScan() {
    try (Database database = TestDatabases.sqlite(directory)) {
      ScanTargets targets = new ScanTargets(database, clock);
      targets.note(ITEMS, part("nightly", "scan1"), 0, 0);
      clock.advance(Duration.ofDays(30));
      assertThat(targets.other(ITEMS, "weekly")).contains("nightly");
      assertThat(targets.other(ITEMS, "nightly")).isEmpty();
      clock.advance(Duration.ofDays(2));
      assertThat(targets.other(ITEMS, "weekly")).isEmpty();
    }
  }

  private static SnapshotPart part(String stream, String scan) {
    return new SnapshotPart(stream, scan, true, false, 0.2);
  }
}
