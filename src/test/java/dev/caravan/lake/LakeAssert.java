package dev.caravan.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** What a table of the lake holds, row by row and value by value, as Iceberg's own reader says. */
public final class LakeAssert {
  private final Table table;

  private LakeAssert(Table table) {
    this.table = table;
  }

  public static LakeAssert assertLake(Table table) {
    return new LakeAssert(table);
  }

  /** Fails unless the table has these records, by their field {@code id}, and no other. */
  public void holds(Map<String, JsonNode> expected) {
    Map<String, Map<String, String>> rows = rows();
    Map<String, Map<String, String>> records = texts(expected);
    assertThat(rows.keySet()).isEqualTo(records.keySet());
    records.forEach((key, record) -> assertThat(rows.get(key)).as(key).isEqualTo(record));
  }

  /** Rows by their fields: a value that its column did not hold is in a column beside it. */
  private Map<String, Map<String, String>> rows() {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        Map<String, String> row = row(record);
        assertThat(rows.put(row.get("id"), row)).as("twice: %s", row).isNull();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private Map<String, String> row(Record record) {
    Map<String, String> row = new TreeMap<>();
    for (Types.NestedField field : table.schema().columns()) {
      Object value = record.getField(field.name());
      if (value != null) {
        String name =
            field.doc() == null ? field.name() : field.doc().replaceFirst("^.*field ", "");
        assertThat(row.put(name, text(value))).as("%s of %s", name, record).isNull();
      }
    }
    return row;
  }

  /** Records as rows are said here. */
  public static Map<String, Map<String, String>> texts(Map<String, JsonNode> records) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (JsonNode record : records.values()) {
      Map<String, String> row = new TreeMap<>();
      record
          .fields()
          .forEachRemaining(
              field -> {
                if (!field.getValue().isNull()) {
                  row.put(field.getKey(), text(field.getValue()));
                }
              });
      rows.put(row.get("id"), row);
    }
    return rows;
  }

  private static String text(JsonNode value) {
    if (value.isTextual() && value.asText().matches("\\d{4}-\\d\\d-\\d\\dT.*Z")) {
      return Instant.parse(value.asText()).toString();
    }
    if (value.isNumber()) {
      return text((Object) value.decimalValue());
    }
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  private static String text(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    return value instanceof BigDecimal decimal
        ? decimal.stripTrailingZeros().toPlainString()
        : value.toString();
  }
}
