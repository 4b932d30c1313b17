package dev.caravan.lake;

import dev.caravan.lake.iceberg.LakeTypes;
import dev.caravan.lake.store.LakeColumn;
import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.Contract;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the rows of one page to the columns of a table of the lake. For one thread. */
final class RowFit {
  private final TableSpec spec;
  private final PageColumns columns;
  private final Fields fields;
  private final Iso now;
  private final List<Reject> rejects;

  /**
   * @param rejects takes what does not fit
   */
  RowFit(TableSpec spec, PageColumns columns, Fields fields, Iso now, List<Reject> rejects) {
    this.spec = spec;
    this.columns = columns;
    this.fields = fields;
    this.now = now;
    this.rejects = rejects;
  }

  /**
   * A row as the lake takes it.
   *
   * @param values texts by column
   * @param key all of what identifies it
   * @param version as a number
   * @param changed when it was changed, where its version is a time
   */
  record Fitted(
      Row row,
      Map<String, String> values,
      List<String> key,
      Optional<String> version,
      Optional<Instant> changed) {}

  /** The row, or nothing: it went to the rejects. */
  Optional<Fitted> fit(Row row) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, Object> more = new LinkedHashMap<>();
    boolean keyOnly = row.tombstone() && !spec.soft();
    for (int slot = 0; slot < row.values().length; slot++) {
      Object value = row.value(slot);
      String field = value == null ? "" : fields.name(slot);
      if (value != null && (!keyOnly || columns.isIdentity(field))) {
        Reject broken = put(field, value, values, more, row);
        if (broken != null) {
          rejects.add(broken);
          return Optional.empty();
        }
      }
    }
    if (!more.isEmpty()) {
      LakeColumn rest = columns.own(ColumnNames.MORE, ColumnType.JSON);
      values.put(rest.name(), JsonText.of(more));
    }
    mark(row, values);
    return keyOnly || isWhole(row, values) ? Optional.of(fitted(row, values)) : Optional.empty();
  }

  private Reject put(
      String field, Object value, Map<String, String> values, Map<String, Object> more, Row row) {
    List<LakeColumn> own = columns.of(field);
    if (own.isEmpty()) {
      return unknown(field, value, more, row);
    }
    for (LakeColumn column : own) {
      String text = LakeTypes.text(column, value);
      if (text != null) {
        values.put(column.name(), text);
        return null;
      }
    }
    LakeColumn first = own.get(0);
    Contract.Change types = spec.contract().types();
    if (!first.fixed() && types == Contract.Change.DISCARD && !columns.isIdentity(field)) {
      return null;
    }
    Optional<LakeColumn> wider =
        types == Contract.Change.EVOLVE ? columns.widen(field, value) : Optional.empty();
    if (wider.isEmpty()) {
      return misfit(field, value, first, row);
    }
    values.put(wider.get().name(), LakeTypes.text(wider.get(), value));
    return null;
  }

  private Reject unknown(String field, Object value, Map<String, Object> more, Row row) {
    return switch (columns.unknown(field)) {
      case DISCARD -> null;
      case FREEZE ->
          Reject.of(
              Reason.UNKNOWN_FIELD,
              field,
              value,
              "table %s has no column for it, and schema freezes its columns"
                  .formatted(spec.table()),
              row.raw());
      case EVOLVE -> {
        more.put(field, value);
        yield null;
      }
    };
  }

  private Reject misfit(String field, Object value, LakeColumn column, Row row) {
    boolean version = spec.version().filter(field::equals).isPresent();
    Reason reason = version ? Reason.BAD_VERSION : Reason.WRONG_TYPE;
    return Reject.of(reason, field, value, LakeTypes.rule(column), row.raw());
  }

  private void mark(Row row, Map<String, String> values) {
    if (spec.mode() == WriteMode.APPEND) {
      values.put(ColumnNames.SEEN, Long.toString(now.micros()));
    }
    if (spec.soft() && row.tombstone()) {
      Object told = value(row, spec.deletedField());
      Object version = value(row, spec.version());
      Iso when = told instanceof Iso iso ? iso : version instanceof Iso iso ? iso : now;
      values.put(ColumnNames.DELETED, Long.toString(when.micros()));
    }
  }

  private Object value(Row row, Optional<String> field) {
    return field.map(name -> row.value(fields.slot(name, 0))).orElse(null);
  }

  private boolean isWhole(Row row, Map<String, String> values) {
    for (LakeColumn column : columns.all()) {
      if (column.required() && !values.containsKey(column.name())) {
        String rule = "column %s of the lake is required".formatted(column.name());
        String field = column.field().isEmpty() ? column.name() : column.field();
        rejects.add(Reject.of(Reason.MISSING_REQUIRED, field, null, rule, row.raw()));
        return false;
      }
    }
    return true;
  }

  private Fitted fitted(Row row, Map<String, String> values) {
    List<String> key =
        spec.key().stream().map(field -> values.get(columns.of(field).get(0).name())).toList();
    Optional<String> version =
        spec.version()
            .flatMap(field -> columns.of(field).stream().findFirst())
            .map(column -> values.get(column.name()));
    Optional<Instant> changed =
        value(row, spec.version()) instanceof Iso at ? Optional.of(at.instant()) : Optional.empty();
    return new Fitted(row, values, key, version, changed);
  }
}
