package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.RowPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** Reads rows of a snapshot together with where they stand. */
public final class TableReader {
  private final Table table;
  private final long snapshot;

  public TableReader(Table table, long snapshot) {
    this.table = table;
    this.snapshot = snapshot;
  }

  /** All rows of the snapshot. */
  public void all(Consumer<LakeRow> each) {
    read(file -> true, each);
  }

  /** The rows of files. */
  public void in(Collection<String> files, Consumer<LakeRow> each) {
    read(files::contains, each);
  }

  /** The rows at places, by place; those that are deleted are not there. */
  public Map<RowPlace, LakeRow> at(Collection<RowPlace> places) {
    Map<String, List<RowPlace>> byFile = new HashMap<>();
    places.forEach(
        place -> byFile.computeIfAbsent(place.file(), any -> new ArrayList<>()).add(place));
    Map<RowPlace, LakeRow> found = new HashMap<>();
    Collection<RowPlace> wanted = new java.util.HashSet<>(places);
    if (!wanted.isEmpty()) {
      in(
          byFile.keySet(),
          row -> row.place().filter(wanted::contains).ifPresent(place -> found.put(place, row)));
    }
    return found;
  }

  private void read(Predicate<String> files, Consumer<LakeRow> each) {
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      for (FileScanTask task : tasks) {
        if (files.test(task.file().location())) {
          read(task, each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(FileScanTask task, Consumer<LakeRow> each) throws IOException {
    Schema wanted = TypeUtil.join(plain(), new Schema(MetadataColumns.ROW_POSITION));
    String file = task.file().location();
    new TaskRows(table)
        .read(
            task,
            wanted,
            record -> {
              long position = (Long) record.getField(MetadataColumns.ROW_POSITION.name());
              RowPlace place = new RowPlace(file, position);
              each.accept(new LakeRow(values(record), Optional.of(place)));
            });
  }

  /** Without columns that hold more than a value. */
  private Schema plain() {
    return new Schema(
        table.schema().columns().stream().filter(field -> field.type().isPrimitiveType()).toList());
  }

  private Map<String, String> values(Record record) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Types.NestedField field : table.schema().columns()) {
      Object value = field.type().isPrimitiveType() ? record.getField(field.name()) : null;
      if (value != null) {
        values.put(field.name(), LakeTypes.text(value));
      }
    }
    return values;
  }
}
