package dev.caravan.lake;

import dev.caravan.lake.iceberg.WrittenFiles;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.TableState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;

/**
 * What goes through the steps of {@code caravan-lake-publish}: some entries of the outbox of one
 * table on their way into one snapshot. For one thread.
 */
public final class Publication {
  /** How far it came. */
  enum State {
    /** There is nothing to publish. */
    NOTHING,
    /** Another process is at it. */
    BUSY,
    /** Entries were taken. */
    BEGUN,
    /** They are in the lake, and the outbox knows. */
    SETTLED
  }

  private final LakeSpec spec;
  private final String publisher;
  private final String name = UUID.randomUUID().toString();
  private State state = State.NOTHING;
  private TableState known;
  private Table table;
  private List<OutboxEntry> entries = List.of();
  private WrittenFiles files;
  private Optional<Long> snapshot = Optional.empty();

  Publication(LakeSpec spec, String publisher) {
    this.spec = spec;
    this.publisher = publisher;
  }

  LakeSpec spec() {
    return spec;
  }

  String publisher() {
    return publisher;
  }

  /** What its snapshot calls it. */
  String name() {
    return name;
  }

  boolean isIn(State other) {
    return state == other;
  }

  void come(State next) {
    state = next;
  }

  void begin(TableState newKnown, Optional<Table> found, List<OutboxEntry> newEntries) {
    known = newKnown;
    table = found.orElse(null);
    entries = newEntries;
    state = State.BEGUN;
  }

  TableState known() {
    return known;
  }

  /** The table, or nothing when it is to be made. */
  Optional<Table> table() {
    return Optional.ofNullable(table);
  }

  void table(Table made) {
    table = made;
  }

  List<OutboxEntry> entries() {
    return entries;
  }

  /** The number of its last entry. */
  long last() {
    return entries.get(entries.size() - 1).seq();
  }

  WrittenFiles files() {
    return files;
  }

  void files(WrittenFiles written) {
    files = written;
  }

  /** The snapshot that has what it brought. */
  Optional<Long> snapshot() {
    return snapshot;
  }

  void snapshot(Optional<Long> committed) {
    snapshot = committed;
  }
}
