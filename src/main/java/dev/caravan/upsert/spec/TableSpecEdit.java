package dev.caravan.upsert.spec;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.value.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link TableSpec} that is being changed. */
final class TableSpecEdit {
  private final String table;
  List<String> key;
  Optional<String> version;
  List<String> required;
  Optional<String> deletedField;
  DeleteMode deleteMode;
  double maxQuarantine;
  int minQuarantine;
  int maxColumns;
  Map<String, ColumnType> columns;
  ChildSpecs children;
  WriteMode mode;
  Reshape reshape;
  Contract contract;
  JsonRules rules;
  boolean lineage;

  TableSpecEdit(TableSpec spec) {
    table = spec.table();
    key = spec.key();
    version = spec.version();
    required = spec.required();
    deletedField = spec.deletedField();
    deleteMode = spec.deleteMode();
    maxQuarantine = spec.maxQuarantine();
    minQuarantine = spec.minQuarantine();
    maxColumns = spec.maxColumns();
    columns = spec.columns();
    children = spec.children();
    mode = spec.mode();
    reshape = spec.reshape();
    contract = spec.contract();
    rules = spec.rules();
    lineage = spec.lineage();
  }

  TableSpec done() {
    return new TableSpec(
        table,
        key,
        version,
        required,
        deletedField,
        deleteMode,
        maxQuarantine,
        minQuarantine,
        maxColumns,
        columns,
        children,
        mode,
        reshape,
        contract,
        rules,
        lineage);
  }
}
