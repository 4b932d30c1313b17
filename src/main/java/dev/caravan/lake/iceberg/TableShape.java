package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.LakeColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Brings a table of the lake to the columns that it is to have, and reads which it has. */
public final class TableShape {
  private static final String FIELD = "field ";
  private static final String JSON = "JSON of ";

  /** Rows are deleted by position, which every engine reads. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "format-version", "2",
          "write.metadata.delete-after-commit.enabled", "true",
          "write.metadata.previous-versions-max", "20");

  private TableShape() {}

  /** A table as it is made for columns. */
  public static NewTable made(List<LakeColumn> columns, List<String> key, String partition) {
    List<Types.NestedField> fields = new ArrayList<>();
    Set<Integer> identifiers = new HashSet<>();
    for (LakeColumn column : columns) {
      int id = fields.size() + 1;
      boolean required = key.contains(column.field());
      if (required) {
        identifiers.add(id);
      }
      fields.add(
          Types.NestedField.builder()
              .withId(id)
              .isOptional(!required)
              .withName(column.name())
              .ofType(LakeTypes.type(column))
              .withDoc(doc(column))
              .build());
    }
    Schema schema = new Schema(fields, identifiers);
    return new NewTable(schema, Partitions.of(partition, schema), PROPERTIES);
  }

  /** Adds and widens columns; commits only when there is something to do. */
  public static void evolve(Table table, List<LakeColumn> columns) {
    UpdateSchema update = table.updateSchema();
    boolean changes = false;
    for (LakeColumn column : columns) {
      if (column.type().equals(LakeTypes.NONE)) {
        continue;
      }
      Types.NestedField field = table.schema().findField(column.name());
      Type wanted = LakeTypes.type(column);
      if (field == null) {
        update.addColumn(column.name(), wanted, doc(column));
        changes = true;
      } else if (!field.type().equals(wanted)) {
        update.updateColumn(column.name(), wanted.asPrimitiveType());
        changes = true;
      }
    }
    if (changes) {
      update.commit();
    }
  }

  /** The columns of a table that somebody made, or of one that the database knows no more. */
  public static List<LakeColumn> columns(Table table) {
    return table.schema().columns().stream().map(TableShape::column).toList();
  }

  private static LakeColumn column(Types.NestedField field) {
    String doc = field.doc() == null ? "" : field.doc();
    boolean json = doc.startsWith(JSON + FIELD);
    String said = json ? doc.substring(JSON.length()) : doc;
    return new LakeColumn(
        said.startsWith(FIELD) ? said.substring(FIELD.length()) : "",
        field.name(),
        field.type().isPrimitiveType() ? field.type().toString() : LakeTypes.NONE,
        json,
        false,
        field.isRequired());
  }

  private static String doc(LakeColumn column) {
    return (column.json() ? JSON : "") + FIELD + column.field();
  }
}
