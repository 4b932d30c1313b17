package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.RowPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;

/**
 * Writes the files of one snapshot: one of rows for each partition that gets some, and one of
 * deleted positions for each that loses some.
 */
public final class FileWriters {
  private final Table table;
  private final OutputFileFactory files;
  private final List<DataFile> rows = new ArrayList<>();
  private final List<DeleteFile> deletes = new ArrayList<>();
  private final Map<String, Optional<RowPlace>> places = new HashMap<>();

  /**
   * @param operation in the names of the files
   */
  public FileWriters(Table table, String operation) {
    this.table = table;
    this.files =
        OutputFileFactory.builderFor(table, 1, 1)
            .operationId(operation)
            .format(FileFormat.PARQUET)
            .build();
  }

  /**
   * Writes them.
   *
   * @param fresh rows by key
   * @param gone where rows stand that go, or come anew
   */
  public WrittenFiles write(Map<String, LakeRow> fresh, Collection<RowPlace> gone) {
    try {
      writeRows(fresh);
      writeDeletes(gone);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> touched = gone.stream().map(RowPlace::file).distinct().toList();
    return new WrittenFiles(rows, deletes, touched, places);
  }

  private void writeRows(Map<String, LakeRow> fresh) throws IOException {
    InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    Map<PartitionKey, Map<String, Record>> byPartition = new LinkedHashMap<>();
    for (Map.Entry<String, LakeRow> row : fresh.entrySet()) {
      Record record = record(row.getValue());
      partition.partition(wrapper.wrap(record));
      if (!byPartition.containsKey(partition)) {
        byPartition.put(partition.copy(), new LinkedHashMap<>());
      }
      byPartition.get(partition).put(row.getKey(), record);
    }
    for (Map.Entry<PartitionKey, Map<String, Record>> part : byPartition.entrySet()) {
      writeRows(part.getKey(), part.getValue());
    }
  }

  private void writeRows(PartitionKey partition, Map<String, Record> records) throws IOException {
    GenericAppenderFactory factory = factory(table.spec());
    DataWriter<Record> writer =
        factory.newDataWriter(
            newFile(files, table.spec(), partition), FileFormat.PARQUET, partition);
    try (writer) {
      records.values().forEach(writer::write);
    }
    DataFile file = writer.toDataFile();
    rows.add(file);
    long position = 0;
    for (String key : records.keySet()) {
      places.put(key, Optional.of(new RowPlace(file.location(), position++)));
    }
  }

  /** Below the folder of its partition, where there is one. */
  static EncryptedOutputFile newFile(
      OutputFileFactory files, PartitionSpec spec, StructLike partition) {
    return spec.isUnpartitioned() ? files.newOutputFile() : files.newOutputFile(spec, partition);
  }

  private Record record(LakeRow row) {
    Record record = GenericRecord.create(table.schema());
    row.values()
        .forEach(
            (column, text) -> {
              Types.NestedField field = table.schema().findField(column);
              record.setField(column, LakeTypes.value(field.type(), text));
            });
    return record;
  }

  /**
   * A partition, perhaps of an older division of the table.
   *
   * @param path its name, which tells it from the others
   */
  private record Part(int spec, String path) {}

  private void writeDeletes(Collection<RowPlace> gone) throws IOException {
    Map<Part, StructLike> values = new HashMap<>();
    Map<String, Part> parts = parts(gone, values);
    Map<Part, List<RowPlace>> byPart = new LinkedHashMap<>();
    for (RowPlace place : gone) {
      Part part = parts.get(place.file());
      if (part == null) {
        throw new ForeignChangeException(
            "table %s no longer has the file %s".formatted(table.name(), place.file()));
      }
      byPart.computeIfAbsent(part, any -> new ArrayList<>()).add(place);
    }
    for (Map.Entry<Part, List<RowPlace>> part : byPart.entrySet()) {
      Part at = part.getKey();
      writeDeletes(table.specs().get(at.spec()), values.get(at), part.getValue());
    }
  }

  private void writeDeletes(PartitionSpec spec, StructLike partition, List<RowPlace> gone)
      throws IOException {
    gone.sort(Comparator.comparing(RowPlace::file).thenComparingLong(RowPlace::position));
    PositionDeleteWriter<Record> writer =
        factory(spec)
            .newPosDeleteWriter(newFile(files, spec, partition), FileFormat.PARQUET, partition);
    try (writer) {
      PositionDelete<Record> delete = PositionDelete.create();
      gone.forEach(place -> writer.write(delete.set(place.file(), place.position())));
    }
    deletes.add(writer.toDeleteFile());
  }

  /** Which partitions files are in, as the table's manifests say. */
  private Map<String, Part> parts(Collection<RowPlace> places, Map<Part, StructLike> values)
      throws IOException {
    Set<String> wanted = new HashSet<>();
    places.forEach(place -> wanted.add(place.file()));
    Map<String, Part> parts = new HashMap<>();
    if (wanted.isEmpty() || table.currentSnapshot() == null) {
      return parts;
    }
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        DataFile file = task.file();
        if (wanted.contains(file.location())) {
          PartitionSpec spec = table.specs().get(file.specId());
          Part part = new Part(file.specId(), spec.partitionToPath(file.partition()));
          parts.put(file.location(), part);
          values.putIfAbsent(part, file.copyWithoutStats().partition());
        }
      }
    }
    return parts;
  }

  private GenericAppenderFactory factory(PartitionSpec spec) {
    return new GenericAppenderFactory(table, table.schema(), spec, Map.of(), null, null, null);
  }
}
