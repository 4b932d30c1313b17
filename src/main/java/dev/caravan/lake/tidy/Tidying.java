package dev.caravan.lake.tidy;

import dev.caravan.config.ConfigurationException;
import dev.caravan.lake.Lake;
import dev.caravan.lake.LakeSpec;
import dev.caravan.lake.iceberg.CompactionPlan.Full;
import dev.caravan.lake.store.LakeTables;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Compacts tables of the lake and takes away what is old, while streams load them: each step is one
 * change of the table, and others have their turn between two.
 */
public final class Tidying {
  /** Half of it is enough for a file to be left as it is. */
  private static final Full FULL = new Full(250_000, 128L << 20);

  private static final String COMPACT = "direct:caravan-lake-compact";
  private static final String EXPIRE = "direct:caravan-lake-expire";

  private final Lake lake;
  private final LakeTables tables;
  private final Clock clock = Clock.systemUTC();

  public Tidying(Lake lake) {
    this.lake = lake;
    this.tables = new LakeTables(lake.database());
  }

  /**
   * Puts small files, and those with deleted positions, into clean ones.
   *
   * @throws ConfigurationException when no route loads such a table
   */
  public String compact(String table) {
    return compact(table, FULL);
  }

  String compact(String table, Full full) {
    LakeSpec spec = spec(table);
    Tally tally = new Tally(full);
    lake.turns().work(spec, true, COMPACT, publisher -> new Compaction(spec, publisher, tally));
    sweep(spec, Optional.empty());
    return tally.line(table);
  }

  /**
   * Takes away snapshots that are older, except for the last one, and all files that no snapshot
   * needs.
   *
   * @throws ConfigurationException when no route loads such a table
   */
  public String expire(String table, Duration keep) {
    return sweep(spec(table), Optional.of(keep)).line(table);
  }

  private Swept sweep(LakeSpec spec, Optional<Duration> keep) {
    Swept swept = new Swept();
    var olderThan = keep.map(clock.instant()::minus);
    lake.turns()
        .work(spec, true, EXPIRE, publisher -> new LakeExpiry(spec, publisher, olderThan, swept));
    return swept;
  }

  private LakeSpec spec(String table) {
    String name = table.toLowerCase(Locale.ROOT);
    LakeSpec spec =
        lake.spec(name)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "no route loads a table %s of the lake".formatted(table)));
    if (tables.find(name).isEmpty()) {
      throw new ConfigurationException(
          "this database knows no table %s of the lake".formatted(table));
    }
    return spec;
  }
}
