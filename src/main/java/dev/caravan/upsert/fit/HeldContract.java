package dev.caravan.upsert.fit;

import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.Contract;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.table.Columns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds the records of a page against what their table may become. A table that is not there yet
 * becomes what its first page brings.
 */
public final class HeldContract {
  private final TableSpec spec;
  private final Columns columns;
  private final Fields fields;
  private final Set<String> named;
  private final boolean hasMore;

  private HeldContract(TableSpec spec, Columns columns, Fields fields) {
    this.spec = spec;
    this.columns = columns;
    this.fields = fields;
    this.named = new HashSet<>(spec.key());
    spec.version().ifPresent(named::add);
    spec.deletedField().ifPresent(named::add);
    named.addAll(spec.required());
    named.addAll(spec.columns().keySet());
    this.hasMore = columns.special(ColumnNames.MORE).isPresent();
  }

  /**
   * The page without what the contract does not let in.
   *
   * @param rejects takes the records that are frozen out
   */
  public static Batch hold(TableSpec spec, Columns columns, Batch batch, List<Reject> rejects) {
    if (spec.contract().isOpen() || !columns.exist()) {
      return batch;
    }
    HeldContract held = new HeldContract(spec, columns, batch.fields());
    List<Row> rows = new ArrayList<>(batch.rows().size());
    for (Row row : batch.rows()) {
      Reject broken = held.broken(row);
      if (broken == null) {
        rows.add(row);
      } else {
        rejects.add(broken);
      }
    }
    Batch rest = new Batch(batch.origin(), batch.fields(), rows, batch.invalid());
    rest.partOf(batch.snapshot());
    return rest;
  }

  private Reject broken(Row row) {
    for (int slot = 0; slot < row.values().length; slot++) {
      Object value = row.value(slot);
      if (value == null) {
        continue;
      }
      String field = fields.name(slot);
      Column column = columns.of(field).orElse(null);
      Reject reject = column == null ? unknown(row, slot, field) : narrow(row, slot, field, column);
      if (reject != null) {
        return reject;
      }
    }
    return null;
  }

  /** What a parameter names, and what goes into the column for all the rest, is nothing new. */
  private Reject unknown(Row row, int slot, String field) {
    if (named.contains(field) || hasMore || columns.haveRoomFor(field)) {
      return null;
    }
    return switch (spec.contract().columns()) {
      case EVOLVE -> null;
      case DISCARD -> discard(row, slot);
      case FREEZE ->
          Reject.of(
              Reason.UNKNOWN_FIELD,
              field,
              row.value(slot),
              "table %s has no column for it, and schema freezes its columns"
                  .formatted(spec.table()),
              row.raw());
    };
  }

  private Reject narrow(Row row, int slot, String field, Column column) {
    Contract.Change types = spec.contract().types();
    if (column.fixed() || types == Contract.Change.EVOLVE || column.fit(row.value(slot)) != null) {
      return null;
    }
    boolean identifies =
        spec.key().contains(field) || spec.version().filter(field::equals).isPresent();
    if (types == Contract.Change.DISCARD && !identifies) {
      return discard(row, slot);
    }
    String rule = column.rule() + ", and schema freezes its type";
    return Reject.of(Reason.WRONG_TYPE, field, row.value(slot), rule, row.raw());
  }

  private static Reject discard(Row row, int slot) {
    row.values()[slot] = null;
    return null;
  }
}
