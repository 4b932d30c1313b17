package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.RowPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * Files that are to stand in the place of others.
 *
 * @param oldRows the files whose rows they have
 * @param oldDeletes deleted positions that no other file needs
 * @param places where the rows stand then, by key
 */
public record Rewritten(
    List<DataFile> oldRows,
    List<DeleteFile> oldDeletes,
    List<DataFile> made,
    Map<String, Optional<RowPlace>> places) {

  /** The locations of the old files. */
  public List<String> oldLocations() {
    return oldRows.stream().map(DataFile::location).toList();
  }
}
