package dev.caravan.upsert.spec;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.Limits;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How records become rows of one table. Fields are named as they stand in the records.
 *
 * @param table the table, optionally {@code schema.table}; created when it does not exist
 * @param key the fields that identify a record, one or more
 * @param version the field that says which of two records is newer, a timestamp or a number;
 *     without it the last one wins
 * @param required fields that must be there and not null
 * @param deletedField the field that marks a tombstone: true, "true", a number other than 0 or a
 *     date
 * @param deleteMode what a tombstone does
 * @param maxQuarantine the share of a page that may be bad, 0 to 1
 * @param minQuarantine so many bad records of a page are always allowed, unless all are bad
 * @param maxColumns fields beyond so many columns go to the JSON column {@code _more}
 * @param columns types that are declared rather than inferred, by field
 * @param children lists of the records that become rows of tables of their own
 * @param mode which versions of a record have a row
 * @param reshape what is done to a record before all else
 * @param contract how the table may change
 * @param rules what a JSON Schema demands of a record
 * @param lineage whether each row says which run brought it, and when
 */
public record TableSpec(
    String table,
    List<String> key,
    Optional<String> version,
    List<String> required,
    Optional<String> deletedField,
    DeleteMode deleteMode,
    double maxQuarantine,
    int minQuarantine,
    int maxColumns,
    Map<String, ColumnType> columns,
    ChildSpecs children,
    WriteMode mode,
    Reshape reshape,
    Contract contract,
    JsonRules rules,
    boolean lineage) {
  public static final double DEFAULT_MAX_QUARANTINE = 0.20;
  public static final int DEFAULT_MIN_QUARANTINE = 10;
  public static final int DEFAULT_MAX_COLUMNS = 200;
  private static final int MOST_COLUMNS = 1000;

  /**
   * @throws IllegalArgumentException naming the value, the rule and the default
   */
  public TableSpec {
    TableName.parse(table);
    key = List.copyOf(key);
    required = List.copyOf(required);
    columns = Map.copyOf(columns);
    Objects.requireNonNull(deleteMode, "deleteMode");
    require(!key.isEmpty(), "key is empty: name the field, or fields, that identify a record");
    require(new HashSet<>(key).size() == key.size(), "key %s names a field twice".formatted(key));
    require(
        maxQuarantine >= 0 && maxQuarantine <= 1,
        "maxQuarantine %s is not a share from 0 to 1 (default %s)"
            .formatted(maxQuarantine, DEFAULT_MAX_QUARANTINE));
    require(
        minQuarantine >= 0,
        "minQuarantine %d is negative (default %d)"
            .formatted(minQuarantine, DEFAULT_MIN_QUARANTINE));
    int least = key.size() + (version.isPresent() ? 1 : 0);
    require(
        maxColumns >= least && maxColumns <= MOST_COLUMNS,
        "maxColumns %d is not between %d (key and version) and %d (default %d)"
            .formatted(maxColumns, least, MOST_COLUMNS, DEFAULT_MAX_COLUMNS));
    for (String field : key) {
      ColumnType type = columns.get(field);
      require(
          type != ColumnType.JSON && type != ColumnType.DOUBLE,
          "columns declares the key field '%s' as %s: a key cannot be compared exactly as that"
              .formatted(field, type));
    }
    ColumnType type = version.map(columns::get).orElse(null);
    require(
        type == null || Values.VERSIONS.contains(type),
        "columns declares the version field '%s' as %s: a version is one of %s"
            .formatted(version.orElse(""), type, Values.VERSIONS));
    requireMode(mode, version, deletedField.isPresent() && deleteMode == DeleteMode.HARD, children);
  }

  private static void requireMode(
      WriteMode mode, Optional<String> version, boolean hard, ChildSpecs children) {
    require(
        mode != WriteMode.REPLACE || children.all().isEmpty(),
        "mode replace has no children: their tables would not be replaced together with their parents'");
    if (!mode.keepsVersions()) {
      return;
    }
    require(
        version.isPresent(),
        "mode %s needs version, which tells the versions of a record apart".formatted(mode.text()));
    require(
        !hard,
        "mode %s keeps what was deleted, so deleteMode is soft, not hard".formatted(mode.text()));
    require(
        children.all().isEmpty(),
        "mode %s has no children: a child table holds the lists of the newest version only"
            .formatted(mode.text()));
  }

  /** A table and its key, everything else at its default. */
  public static TableSpec of(String table, String... key) {
    return new TableSpec(
        table,
        List.of(key),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        DeleteMode.SOFT,
        DEFAULT_MAX_QUARANTINE,
        DEFAULT_MIN_QUARANTINE,
        DEFAULT_MAX_COLUMNS,
        Map.of(),
        ChildSpecs.NONE,
        WriteMode.UPSERT,
        Reshape.NONE,
        Contract.EVOLVE,
        JsonRules.NONE,
        false);
  }

  public TableSpec withVersion(String field) {
    return edit(spec -> spec.version = Optional.of(field));
  }

  public TableSpec withRequired(String... fields) {
    return edit(spec -> spec.required = List.of(fields));
  }

  public TableSpec withDeletes(String field, DeleteMode mode) {
    return edit(
        spec -> {
          spec.deletedField = Optional.of(field);
          spec.deleteMode = mode;
        });
  }

  public TableSpec withQuarantine(double share, int least) {
    return edit(
        spec -> {
          spec.maxQuarantine = share;
          spec.minQuarantine = least;
        });
  }

  public TableSpec withMaxColumns(int most) {
    return edit(spec -> spec.maxColumns = most);
  }

  public TableSpec withColumns(Map<String, ColumnType> types) {
    return edit(spec -> spec.columns = types);
  }

  public TableSpec withChildren(ChildSpecs lists) {
    return edit(spec -> spec.children = lists);
  }

  /** The same, for records in another shape than they come in. */
  public TableSpec withReshape(Reshape shape) {
    List<String> marks = new ArrayList<>(key);
    version.ifPresent(marks::add);
    deletedField.ifPresent(marks::add);
    shape.requireIdentity(key, marks);
    return edit(spec -> spec.reshape = shape);
  }

  /** The same, for records that keep a JSON Schema. */
  public TableSpec withRules(JsonRules rules) {
    return edit(spec -> spec.rules = rules);
  }

  public TableSpec withLineage(boolean told) {
    return edit(spec -> spec.lineage = told);
  }

  /** The columns of Caravan's own that its table always has. */
  public List<String> ownColumns() {
    List<String> own = new ArrayList<>(mode.columns());
    own.addAll(lineageColumns());
    return own;
  }

  /** Those that say which run brought a row, and when. */
  public List<String> lineageColumns() {
    return lineage ? List.of(ColumnNames.RUN_ID, ColumnNames.LOADED_AT) : List.of();
  }

  public TableSpec withContract(Contract held) {
    return edit(spec -> spec.contract = held);
  }

  /** The same, of each record all versions or only the newest; all are known by key and version. */
  public TableSpec withMode(WriteMode mode) {
    return edit(
        spec -> {
          spec.mode = mode;
          if (mode.keepsVersions()) {
            List<String> each = new ArrayList<>(key);
            version.filter(field -> !key.contains(field)).ifPresent(each::add);
            spec.key = each;
          }
        });
  }

  private TableSpec edit(Consumer<TableSpecEdit> change) {
    TableSpecEdit edit = new TableSpecEdit(this);
    change.accept(edit);
    return edit.done();
  }

  public boolean soft() {
    return deletedField.isPresent() && deleteMode == DeleteMode.SOFT;
  }

  public boolean hard() {
    return deletedField.isPresent() && deleteMode == DeleteMode.HARD;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** How many records of a page may be bad. */
  public Limits limits() {
    return new Limits(table, maxQuarantine, minQuarantine);
  }
}
