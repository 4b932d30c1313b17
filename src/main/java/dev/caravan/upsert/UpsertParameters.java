package dev.caravan.upsert;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.Limits;
import dev.caravan.upsert.reshape.MaskKey;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.Contract;
import dev.caravan.upsert.spec.JsonRules;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import dev.caravan.value.ColumnType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of the {@code caravan-upsert} kamelet as text, and how they make a table's spec.
 */
public final class UpsertParameters {
  private String table = "";
  private List<String> key = List.of();
  private String version = "";
  private List<String> required = List.of();
  private String deleted = "";
  private DeleteMode deleteMode = DeleteMode.SOFT;
  private double maxQuarantine = TableSpec.DEFAULT_MAX_QUARANTINE;
  private int minQuarantine = TableSpec.DEFAULT_MIN_QUARANTINE;
  private int maxColumns = TableSpec.DEFAULT_MAX_COLUMNS;
  private Map<String, ColumnType> columns = Map.of();
  private boolean repeatedKeys;
  private String children = "";
  private boolean keep;
  private WriteMode mode = WriteMode.UPSERT;
  private List<String> fields = List.of();
  private List<String> exclude = List.of();
  private String rename = "";
  private String mask = "";
  private Contract contract = Contract.EVOLVE;
  private String jsonSchema = "";
  private boolean lineage;

  public void setTable(String table) {
    this.table = table;
  }

  /** Field names separated by commas. */
  public void setKey(String key) {
    this.key = list(key);
  }

  public void setVersion(String version) {
    this.version = version;
  }

  /** Field names separated by commas. */
  public void setRequired(String required) {
    this.required = list(required);
  }

  /** The field that marks a tombstone. */
  public void setDeleted(String deleted) {
    this.deleted = deleted;
  }

  /** {@code soft} or {@code hard}. */
  public void setDeleteMode(String deleteMode) {
    this.deleteMode = DeleteMode.valueOf(deleteMode.toUpperCase(Locale.ROOT));
  }

  /** A share such as {@code 20%} or {@code 0.2}. */
  public void setMaxQuarantine(String share) {
    this.maxQuarantine = Limits.share(share);
  }

  public void setMinQuarantine(int minQuarantine) {
    this.minQuarantine = minQuarantine;
  }

  public void setMaxColumns(int maxColumns) {
    this.maxColumns = maxColumns;
  }

  /** Declared types, {@code field:type} separated by commas. */
  public void setColumns(String columns) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    list(columns).forEach(pair -> declare(pair, types));
    this.columns = types;
  }

  /** Whether several records of a scan have one key by design. */
  public void setRepeatedKeys(boolean repeatedKeys) {
    this.repeatedKeys = repeatedKeys;
  }

  /** Lists that become rows of child tables, {@code path -> table(columns)}. */
  public void setChildren(String children) {
    this.children = children;
  }

  /** Whether the lists also stay in their records. */
  public void setKeep(boolean keep) {
    this.keep = keep;
  }

  /** {@code upsert}, {@code replace}, {@code append} or {@code history}. */
  public void setMode(String mode) {
    this.mode = WriteMode.valueOf(mode.toUpperCase(Locale.ROOT));
  }

  /** Field names separated by commas. */
  public void setFields(String fields) {
    this.fields = list(fields);
  }

  /** Field names separated by commas. */
  public void setExclude(String exclude) {
    this.exclude = list(exclude);
  }

  /** {@code old:new} separated by commas. */
  public void setRename(String rename) {
    this.rename = rename;
  }

  /** {@code field:mask} separated by commas. */
  public void setMask(String mask) {
    this.mask = mask;
  }

  /** {@code file:path} or {@code classpath:path} of the JSON Schema that records must keep. */
  public void setJsonSchema(String jsonSchema) {
    this.jsonSchema = jsonSchema;
  }

  /** Whether each row says which run brought it, and when. */
  public void setLineage(boolean lineage) {
    this.lineage = lineage;
  }

  /** {@code evolve}, {@code freeze} or {@code discard}, for columns and types apart where named. */
  public void setSchema(String schema) {
    this.contract = Contract.parse(schema);
  }

  /** Whether several records of a scan have one key by design. */
  public boolean isRepeatedKeys() {
    return repeatedKeys;
  }

  /** What they mean. */
  public TableSpec toSpec(MaskKey maskKey) {
    ChildSpecs lists = ChildSpecs.parse(children, keep, table, key).with(required, columns);
    Map<String, ColumnType> types = new LinkedHashMap<>(columns);
    types.keySet().removeIf(lists::isOfElements);
    return new TableSpec(
            table,
            key,
            Optional.of(version).filter(field -> !field.isEmpty()),
            required.stream()
                .filter(field -> !lists.isOfElements(field) && !lists.isList(field))
                .toList(),
            Optional.of(deleted).filter(field -> !field.isEmpty()),
            deleteMode,
            maxQuarantine,
            minQuarantine,
            maxColumns,
            types,
            lists,
            WriteMode.UPSERT,
            Reshape.NONE,
            contract,
            JsonRules.of(jsonSchema),
            lineage)
        .withReshape(Reshape.of(fields, exclude, rename, mask, maskKey))
        .withMode(mode);
  }

  private static void declare(String pair, Map<String, ColumnType> types) {
    int colon = pair.lastIndexOf(':');
    try {
      types.put(
          pair.substring(0, colon).strip(),
          ColumnType.valueOf(pair.substring(colon + 1).strip().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "columns '"
              + pair
              + "' is not of the form field:type with a type of "
              + Arrays.toString(ColumnType.values()).toLowerCase(Locale.ROOT),
          e);
    }
  }

  private static List<String> list(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
  }
}
