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
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes the rows of files that a plan names into new ones, as they are. For one thread. */
public final class CompactedFiles {
  private final Table table;
  private final Function<Map<String, String>, String> key;
  private final Collection<String> keyColumns;
  private final OutputFileFactory files;
  private final TaskRows rows;
  private final InternalRecordWrapper wrapper;
  private final PartitionKey partition;
  private final List<DataFile> made = new ArrayList<>();
  private final Map<String, Optional<RowPlace>> places = new HashMap<>();
  private long count;

  /**
   * @param operation in the names of the files
   * @param keyColumns what a key is made of
   * @param key a print of it, from the texts of those columns
   */
  public CompactedFiles(
      Table table,
      String operation,
      Collection<String> keyColumns,
      Function<Map<String, String>, String> key) {
    this.table = table;
    this.key = key;
    this.keyColumns = keyColumns;
    this.files =
        OutputFileFactory.builderFor(table, 1, 1)
            .operationId(operation)
            .format(FileFormat.PARQUET)
            .build();
    this.rows = new TaskRows(table);
    this.wrapper = new InternalRecordWrapper(table.schema().asStruct());
    this.partition = new PartitionKey(table.spec(), table.schema());
  }

  /** Writes them. */
  public Rewritten write(CompactionPlan plan) {
    List<DataFile> old = new ArrayList<>();
    for (List<FileScanTask> bin : plan.bins()) {
      write(bin);
      bin.forEach(task -> old.add(task.file()));
    }
    if (places.size() != count) {
      throw new IllegalStateException(
          "table %s of the lake has several rows of one key".formatted(table.name()));
    }
    return new Rewritten(old, plan.deletes(), made, places);
  }

  private void write(List<FileScanTask> bin) {
    Map<PartitionKey, Output> outputs = new LinkedHashMap<>();
    try {
      for (FileScanTask task : bin) {
        rows.read(task, table.schema(), record -> write(record, outputs));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      outputs.values().forEach(Output::close);
    }
    outputs.values().forEach(output -> made.add(output.writer.toDataFile()));
  }

  private void write(Record read, Map<PartitionKey, Output> outputs) {
    Record record = GenericRecord.create(table.schema());
    for (int column = 0; column < record.size(); column++) {
      record.set(column, read.get(column));
    }
    partition.partition(wrapper.wrap(record));
    Output output = outputs.get(partition);
    if (output == null) {
      output = new Output(partition.copy());
      outputs.put(partition.copy(), output);
    }
    output.write(record);
  }

  private String key(Record record) {
    Map<String, String> texts = new HashMap<>();
    for (String column : keyColumns) {
      Object value = record.getField(column);
      if (value != null) {
        texts.put(column, LakeTypes.text(value));
      }
    }
    return key.apply(texts);
  }

  /** One file on its way. */
  private final class Output {
    private final String location;
    private final DataWriter<Record> writer;
    private long position;

    Output(PartitionKey part) {
      EncryptedOutputFile file = FileWriters.newFile(files, table.spec(), part);
      this.location = file.encryptingOutputFile().location();
      this.writer =
          new GenericAppenderFactory(
                  table, table.schema(), table.spec(), Map.of(), null, null, null)
              .newDataWriter(file, FileFormat.PARQUET, part);
    }

    void write(Record record) {
      writer.write(record);
      RowPlace place = new RowPlace(location, position++);
      places.put(key(record), Optional.of(place));
      count++;
    }

    void close() {
      try {
        writer.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
