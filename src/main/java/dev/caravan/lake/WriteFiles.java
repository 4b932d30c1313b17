package dev.caravan.lake;

import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.iceberg.FileWriters;
import dev.caravan.lake.iceberg.ForeignChangeException;
import dev.caravan.lake.iceberg.LakeRow;
import dev.caravan.lake.iceberg.TableReader;
import dev.caravan.lake.iceberg.TableShape;
import dev.caravan.lake.iceberg.WrittenFiles;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.RowIndex;
import dev.caravan.lake.store.RowPlace;
import dev.caravan.lake.store.TableState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The second step of a publication: brings the table to its columns and writes the files that a
 * snapshot is to add. Nobody sees them yet.
 */
public final class WriteFiles {
  private final Catalogs catalogs;
  private final RowIndex index;

  public WriteFiles(Lake lake) {
    this.catalogs = lake.catalogs();
    this.index = new RowIndex(lake.database());
  }

  /** The step. */
  public void write(Publication publication) {
    if (!publication.isIn(TableWork.State.BEGUN)) {
      return;
    }
    LakeSpec spec = publication.spec();
    TableState known = publication.known();
    Table table =
        publication
            .table()
            .orElseGet(
                () ->
                    catalogs.create(
                        spec.catalog(),
                        spec.name(),
                        TableShape.made(known.columns(), spec.rows().key(), spec.partition())));
    publication.table(table);
    TableShape.evolve(table, known.columns());
    Optional<Long> current = Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId);
    if (!current.equals(known.snapshot())) {
      throw new ForeignChangeException("somebody else changed table " + spec.name());
    }
    publication.files(files(publication, table, current));
  }

  private WrittenFiles files(Publication publication, Table table, Optional<Long> current) {
    Set<String> keys = new LinkedHashSet<>();
    publication.entries().forEach(entry -> keys.add(entry.row().key()));
    Map<String, RowPlace> before = index.places(publication.spec().name(), keys);
    Map<String, LakeRow> kept = kept(publication, table, before, current);
    Map<String, LakeRow> fresh = new LinkedHashMap<>();
    for (OutboxEntry entry : publication.entries()) {
      apply(entry, fresh, kept);
    }
    Map<String, Optional<RowPlace>> places = new HashMap<>();
    keys.forEach(key -> places.put(key, Optional.empty()));
    WrittenFiles files =
        new FileWriters(table, publication.name()).write(fresh, new HashSet<>(before.values()));
    places.putAll(files.places());
    return new WrittenFiles(files.rows(), files.deletes(), files.touched(), places);
  }

  private static void apply(
      OutboxEntry entry, Map<String, LakeRow> fresh, Map<String, LakeRow> kept) {
    String key = entry.row().key();
    LakeRow row = new LakeRow(entry.values(), Optional.empty());
    switch (entry.kind()) {
      case ROW -> fresh.put(key, row);
      case TOMBSTONE -> {
        fresh.remove(key);
        kept.remove(key);
      }
      case SOFT_TOMBSTONE -> {
        LakeRow base = fresh.getOrDefault(key, kept.get(key));
        fresh.put(key, base == null ? row : base.with(entry.values()));
      }
    }
  }

  /** The rows of the lake whose values soft tombstones keep, by key. */
  private static Map<String, LakeRow> kept(
      Publication publication, Table table, Map<String, RowPlace> before, Optional<Long> current) {
    Map<String, RowPlace> wanted = new HashMap<>();
    for (OutboxEntry entry : publication.entries()) {
      RowPlace place = before.get(entry.row().key());
      if (entry.kind() == OutboxEntry.Kind.SOFT_TOMBSTONE && place != null) {
        wanted.put(entry.row().key(), place);
      }
    }
    Map<String, LakeRow> kept = new HashMap<>();
    if (!wanted.isEmpty()) {
      Map<RowPlace, LakeRow> rows =
          new TableReader(table, current.orElseThrow()).at(wanted.values());
      wanted.forEach(
          (key, place) -> {
            if (!rows.containsKey(place)) {
              throw new ForeignChangeException(
                  "table %s no longer has a row that it had".formatted(table.name()));
            }
            kept.put(key, rows.get(place));
          });
    }
    return kept;
  }
}
