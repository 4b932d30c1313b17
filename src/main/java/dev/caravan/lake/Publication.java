package dev.caravan.lake;

import dev.caravan.lake.iceberg.WrittenFiles;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.TableState;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * What goes through the steps of {@code caravan-lake-publish}: some entries of the outbox of one
 * table on their way into one snapshot. For one thread.
 */
public final class Publication extends TableWork {
  private List<OutboxEntry> entries = List.of();
  private WrittenFiles files;

  Publication(LakeSpec spec, String publisher) {
    super(spec, publisher);
  }

  void begin(TableState known, Optional<Table> found, List<OutboxEntry> newEntries) {
    begin(known, found);
    entries = newEntries;
  }

  List<OutboxEntry> entries() {
    return entries;
  }

  @Override
  public long last() {
    return entries.get(entries.size() - 1).seq();
  }

  WrittenFiles files() {
    return files;
  }

  void files(WrittenFiles written) {
    files = written;
  }
}
