package dev.caravan.upsert.spec;

import dev.caravan.upsert.column.TableName;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One entry of the parameter {@code children} as it is written.
 *
 * @param columns each a name, or {@code name=field}
 */
record ChildEntry(String text, List<String> path, String table, List<String> columns) {
  private static final Pattern FORM =
      Pattern.compile("([^\\s>(),][^>(),]*?)\\s*->\\s*([^\\s(),]+)\\s*\\(([^()]*)\\)");
  private static final Pattern COLUMN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
  private static final String BETWEEN_ENTRIES = "\\s*,(?![^(]*\\))\\s*";
  private static final String LIKE =
      "write it as in lines -> order_lines(order_id, line_no), or as order_lines(order_id, sku=sku)"
          + " where a field of its own tells the elements of a list apart";

  static List<ChildEntry> all(String text) {
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.strip().split(BETWEEN_ENTRIES)).map(ChildEntry::parse).toList();
  }

  private static ChildEntry parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "children '%s' is not of the form path -> table(columns); %s".formatted(text, LIKE));
    }
    List<String> columns = Arrays.asList(form.group(3).strip().split("\\s*,\\s*"));
    TableName.parse(form.group(2));
    return new ChildEntry(text, ChildSpec.path(form.group(1)), form.group(2), columns);
  }

  /**
   * @param above the key of what has the list
   */
  ChildSpec spec(List<String> above) {
    require(
        columns.size() > above.size(),
        "it needs %d columns for the key %s and one more for the position"
            .formatted(above.size(), above));
    List<String> parentKey = columns.subList(0, above.size());
    List<String> rest = columns.subList(above.size(), columns.size());
    boolean byField = rest.stream().allMatch(column -> column.contains("="));
    require(
        byField || rest.size() == 1,
        "after the %d columns for the key %s stands either one for the position or fields as name=field"
            .formatted(above.size(), above));
    Map<String, String> own =
        rest.stream()
            .collect(
                Collectors.toMap(
                    ChildEntry::name, ChildEntry::field, (one, other) -> one, LinkedHashMap::new));
    Set<String> names = new HashSet<>();
    for (String column : columns) {
      String name = name(column);
      require(
          COLUMN.matcher(name).matches(),
          "column '%s' is not a name of letters, digits and _".formatted(name));
      require(
          names.add(name.toLowerCase(Locale.ROOT)), "column '%s' is named twice".formatted(name));
    }
    require(
        parentKey.stream().noneMatch(column -> column.contains("=")),
        "a column for the key %s takes no field".formatted(above));
    return new ChildSpec(path, table, parentKey, own, false, List.of(), Map.of());
  }

  private static String name(String column) {
    return column.split("=", 2)[0].strip();
  }

  private static String field(String column) {
    return column.contains("=") ? column.split("=", 2)[1].strip() : ChildSpec.POSITION;
  }

  void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("children '%s': %s; %s".formatted(text, rule, LIKE));
    }
  }
}
