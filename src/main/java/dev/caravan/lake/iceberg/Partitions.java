package dev.caravan.lake.iceberg;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/** How a table is divided, as people write it: {@code day(updated_at), bucket(16, id)}. */
public final class Partitions {
  private static final Pattern PART =
      Pattern.compile(
          "(?:(year|month|day|hour|identity)\\(\\s*(\\w+)\\s*\\)"
              + "|(bucket|truncate)\\(\\s*(\\d{1,6})\\s*,\\s*(\\w+)\\s*\\)|(\\w+))");
  private static final Pattern BETWEEN = Pattern.compile("\\s*,\\s*(?![^()]*\\))");

  private Partitions() {}

  /**
   * One part.
   *
   * @param size buckets, or the width; 0 where there is none
   */
  record Part(String transform, int size, String column) {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException naming the part that is none
   */
  public static void parse(String text) {
    parts(text);
  }

  static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    for (String each : BETWEEN.split(text.strip())) {
      if (!each.isEmpty()) {
        parts.add(part(each));
      }
    }
    return parts;
  }

  private static Part part(String text) {
    Matcher form = PART.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "partition '%s' is not a partition; it takes a column, or year, month, day, hour (column), bucket(count, column), truncate(width, column)"
              .formatted(text));
    }
    if (form.group(1) != null) {
      return new Part(form.group(1), 0, form.group(2));
    }
    return form.group(3) != null
        ? new Part(form.group(3), Integer.parseInt(form.group(4)), form.group(5))
        : new Part("identity", 0, form.group(6));
  }

  /**
   * The partitions of a new table.
   *
   * @throws IllegalArgumentException when a column is not there, or its type takes no such part
   */
  static PartitionSpec of(String text, Schema schema) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    for (Part part : parts(text)) {
      String column = part.column();
      if (schema.findField(column) == null) {
        throw new IllegalArgumentException(
            "partition names column %s, which the first records of the table do not have; columns are %s"
                .formatted(column, String.join(", ", names(schema))));
      }
      switch (part.transform()) {
        case "year" -> spec.year(column);
        case "month" -> spec.month(column);
        case "day" -> spec.day(column);
        case "hour" -> spec.hour(column);
        case "bucket" -> spec.bucket(column, part.size());
        case "truncate" -> spec.truncate(column, part.size());
        default -> spec.identity(column);
      }
    }
    return spec.build();
  }

  private static List<String> names(Schema schema) {
    return schema.columns().stream().map(org.apache.iceberg.types.Types.NestedField::name).toList();
  }
}
