package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records came before in a run. A row is a key and a text. */
class RepeatsTest {
  @TempDir Path directory;

  private final Repeats repeats = new Repeats();
  private Database database;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRecordThatIsAsItWasOnAnEarlierPageCameBefore() {
    assertThat(page(row(1, "a"), row(2, "b"))).isZero();
    assertThat(page(row(2, "b"), row(3, "c"))).isEqualTo(1);
    assertThat(page(row(2, "changed"), row(3, "c"), row(1, "a"))).isEqualTo(2);
  }

  @Test
  void soDidOneThatIsTwiceOnItsPage() {
    assertThat(page(row(1, "a"), row(1, "a"), row(2, "b"), row(2, "c"))).isEqualTo(1);
  }

  @Test
  void aPageThatIsTriedAgainRepeatsNothing() {
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              count(row(1, "a"), row(2, "b"));
              status.setRollbackOnly();
            });
    assertThat(page(row(1, "a"), row(2, "b"))).isZero();
  }

  @Test
  void theLatestRecordsAreKnownAndNoMoreThanTwiceAsMany() {
    for (int i = 0; i < 3 * Repeats.LATEST; i += 1_000) {
      page(IntStream.range(i, i + 1_000).mapToObj(key -> row(key, "a")).toArray(Object[][]::new));
    }
    assertThat(page(row(3 * Repeats.LATEST - 1, "a"), row(2 * Repeats.LATEST, "a"))).isEqualTo(2);
    assertThat(page(row(0, "a"))).isZero();
  }

  private long page(Object[]... rows) {
    return database.transaction().execute(status -> count(rows));
  }

  private long count(Object[]... rows) {
    return repeats.count(new Rows(), List.of(List.of(rows)));
  }

  private static Object[] row(int key, String text) {
    return new Object[] {key, text};
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
      return Optional.empty();
    }
  }
}
