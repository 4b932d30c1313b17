package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.RowPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * Files that no snapshot has yet.
 *
 * @param rows of data
 * @param deletes of positions of older rows
 * @param touched files of which rows are deleted
 * @param places where the rows stand, by key; none for a row that goes
 */
public record WrittenFiles(
    List<DataFile> rows,
    List<DeleteFile> deletes,
    List<String> touched,
    Map<String, Optional<RowPlace>> places) {

  /** Whether there is nothing for a snapshot to add. */
  public boolean isEmpty() {
    return rows.isEmpty() && deletes.isEmpty();
  }

  /** Where all files are. */
  public List<String> locations() {
    return java.util.stream.Stream.concat(
            rows.stream().map(DataFile::location), deletes.stream().map(DeleteFile::location))
        .toList();
  }
}
