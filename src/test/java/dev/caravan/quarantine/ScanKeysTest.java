package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records of one key are a sign that it identifies none. A row is a key, a text, a time. */
class ScanKeysTest {
  private static final Instant STARTED = Instant.parse("2025-04-12T09:00:00Z");

  private final ScanKeys keys = new ScanKeys(STARTED);

  @Test
  void anotherRecordOfTheKeyIsOne() {
    look(row(1, "a", STARTED.minusSeconds(9)), row(2, "b", STARTED.minusSeconds(9)));
    look(row(1, "c", STARTED.minusSeconds(1)));
    assertThat(keys.findings())
        .singleElement()
        .asString()
        .contains("1 of 3 records", "for example key 1 in table items");
  }

  @Test
  void aRecordThatChangedWhileTheScanWalkedIsNone() {
    look(row(1, "a", STARTED.minusSeconds(9)));
    look(row(1, "b", STARTED));
    look(row(1, "c", STARTED.plusSeconds(9)));
    assertThat(keys.findings()).isEmpty();
  }

  @Test
  void aRecordThatComesAgainAsItWasIsNone() {
    look(row(1, "a", STARTED.minusSeconds(9)));
    look(row(1, "a", STARTED.minusSeconds(9)));
    assertThat(keys.findings()).isEmpty();
  }

  @Test
  void moreThanHalfOfTheRecordsFailTheScan() {
    look(row(1, "a", STARTED.minusSeconds(9)));
    look(row(1, "b", STARTED.minusSeconds(9)));
    assertThat(keys.findings()).as("half of them").hasSize(1);
    look(row(1, "c", STARTED.minusSeconds(9)));
    assertThatThrownBy(keys::findings)
        .isInstanceOf(RepeatedKeysException.class)
        .hasMessageContainingAll("2 of 3 records", "Set key", "checkpoint reset");
  }

  @Test
  void ofManyRecordsTheScanFailsBeforeItsEnd() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 150; i++) {
                look(row(i % 10, "text " + i, STARTED.minusSeconds(9)));
              }
            })
        .isInstanceOf(RepeatedKeysException.class)
        .hasMessageContaining("90 of 100 records");
  }

  @Test
  void besideTheNewestOfAPageOnlyAnotherRecordIsOne() {
    Instant before = STARTED.minusSeconds(9);
    List<Object[]> newest = List.of(row(1, "a", before), row(2, "b", before), row(3, "c", STARTED));
    List<Object[]> others =
        List.of(row(1, "a", before), row(2, "x", before), row(3, "y", STARTED.minusSeconds(1)));

    keys.look(new Rows(), List.of(newest), others);

    assertThat(keys.findings())
        .singleElement()
        .asString()
        .contains("1 of 6 records", "for example key 2 in table items");
  }

  @Test
  void aPageThatIsTriedAgainCountsOnce(@TempDir Path directory) {
    Instant before = STARTED.minusSeconds(9);
    look(row(1, "a", before), row(2, "b", before));
    try (Database database = TestDatabases.sqlite(directory)) {
      for (int i = 0; i < 3; i++) {
        database
            .transaction()
            .executeWithoutResult(
                status -> {
                  look(row(1, "c", before), row(3, "d", before));
                  status.setRollbackOnly();
                });
      }
      database.transaction().executeWithoutResult(status -> look(row(1, "c", before)));
    }
    assertThat(keys.findings()).singleElement().asString().contains("1 of 3 records");
  }

  private void look(Object[]... rows) {
    keys.look(new Rows(), List.of(List.of(rows)), rows.length);
  }

  private static Object[] row(int key, String text, Instant changed) {
    return new Object[] {key, text, changed};
  }

  private static final class Rows implements ScanKeys.Keyed {
    @Override
    public String table() {
      return "items";
    }

    @Override
    public List<Object> key(Object[] row) {
      return List.of(row[0]);
    }

    @Override
    public String shownKey(Object[] row) {
      return "key " + row[0];
    }

    @Override
    public Optional<Instant> changed(Object[] row) {
      return Optional.of((Instant) row[2]);
    }
  }
}
