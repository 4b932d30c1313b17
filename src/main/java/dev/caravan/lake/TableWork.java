package dev.caravan.lake;

import dev.caravan.lake.store.TableState;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;

/** What goes through the steps that change one table of the lake. For one thread. */
public abstract class TableWork {
  /** How far it came. */
  public enum State {
    /** There is nothing to do. */
    NOTHING,
    /** Another process is at it. */
    BUSY,
    /** It is known what is to be done. */
    BEGUN,
    /** It is done, and the database knows. */
    SETTLED
  }

  private final LakeSpec spec;
  private final String publisher;
  private final String name = UUID.randomUUID().toString();
  private State state = State.NOTHING;
  private TableState known;
  private Table table;
  private Optional<Long> snapshot = Optional.empty();

  protected TableWork(LakeSpec spec, String publisher) {
    this.spec = spec;
    this.publisher = publisher;
  }

  public final LakeSpec spec() {
    return spec;
  }

  /** Who does it. */
  public final String publisher() {
    return publisher;
  }

  /** What its snapshot and its files call it. */
  public final String name() {
    return name;
  }

  public final boolean isIn(State other) {
    return state == other;
  }

  public final void come(State next) {
    state = next;
  }

  /**
   * It is known what is to be done.
   *
   * @param newKnown what the database knows of the table, which is what the lake has
   */
  protected final void begin(TableState newKnown, Optional<Table> found) {
    known = newKnown;
    table = found.orElse(null);
    state = State.BEGUN;
  }

  public final TableState known() {
    return known;
  }

  /** The table, or nothing when it is to be made. */
  public final Optional<Table> table() {
    return Optional.ofNullable(table);
  }

  final void table(Table made) {
    table = made;
  }

  /** The snapshot that has what it brought. */
  public final Optional<Long> snapshot() {
    return snapshot;
  }

  public final void snapshot(Optional<Long> committed) {
    snapshot = committed;
  }

  /** Whether others may change the table before there is more of it. */
  public boolean letsOthers() {
    return false;
  }

  /** The number of the last record of the outbox that the lake then has. */
  public abstract long last();
}
