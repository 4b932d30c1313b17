package dev.caravan.lake.iceberg;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;

/** The rows of a file of a table that are not deleted, in their order. */
final class TaskRows {
  private final Table table;

  TaskRows(Table table) {
    this.table = table;
  }

  /**
   * Reads them.
   *
   * @param wanted columns; records may have more behind them
   */
  void read(FileScanTask task, Schema wanted, Consumer<Record> each) throws IOException {
    if (task.file().format() != FileFormat.PARQUET) {
      throw new IllegalStateException(
          "table %s has a file of format %s, which Caravan does not read"
              .formatted(table.name(), task.file().format()));
    }
    GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, table.schema(), wanted);
    Schema needed = deletes.requiredSchema();
    Map<Integer, ?> constants =
        PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
    try (CloseableIterable<Record> records =
        deletes.filter(
            Parquet.read(table.io().newInputFile(task.file().location()))
                .project(needed)
                .createReaderFunc(
                    file -> GenericParquetReaders.buildReader(needed, file, constants))
                .build())) {
      records.forEach(each);
    }
  }
}
