package dev.caravan.cli.discover.seen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What records have in common: their key, when they changed, the types of their fields. */
public final class RecordShape {
  private static final String CHANGED =
      "(?i)(_|last_?)?(date_?)?(updated|update|modified|modification|changed|edited)(_?(at|on|time|date|ts|timestamp|utc|epoch|epoch_?ms))?"
          + "|(?i)last_?(update|updated|modified|modification|changed|edited)(_?(at|on|time|date|ts|timestamp))?|(?i)systemmodstamp|mtime|(?i)date_(updated|modified)";
  private static final String DELETED =
      "(?i)_?(is_?)?deleted(_?(at|on|time|date))?|(?i)date_deleted";

  private final List<Map<?, ?>> rows;

  public RecordShape(List<?> rows) {
    List<Map<?, ?>> objects = new ArrayList<>();
    rows.forEach(row -> objects.add((Map<?, ?>) row));
    this.rows = objects;
  }

  public List<String> names() {
    Set<String> names = new java.util.LinkedHashSet<>();
    rows.forEach(row -> row.keySet().forEach(name -> names.add(String.valueOf(name))));
    return List.copyOf(names);
  }

  /** The field that tells records apart, the likeliest by its name. */
  public Optional<String> key() {
    return names().stream()
        .filter(
            name ->
                JsonNames.isWritable(name)
                    && !name.contains(",")
                    && keyRank(name) < 9
                    && isUnique(name))
        .min(Comparator.comparingInt(this::keyRank));
  }

  /** The field that looks most like a key where one record may come several times. */
  public Optional<String> likeliestKey() {
    return names().stream()
        .filter(name -> JsonNames.isWritable(name) && !name.contains(",") && keyRank(name) < 6)
        .filter(name -> rows.stream().allMatch(row -> row.get(name) != null))
        .max(Comparator.comparingLong(this::distinct).thenComparing(name -> -keyRank(name)));
  }

  private long distinct(String name) {
    return rows.stream().map(row -> row.get(name)).distinct().count();
  }

  private int keyRank(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    if (plain.matches("_?id")) {
      return 0;
    }
    if (plain.matches("uuid|guid|key|gid|_key|pk")) {
      return 1;
    }
    // An order has its order_id first, and then those of others.
    boolean id = name.matches("(?i).*[_-](id|uuid|guid|key)|.*[a-z](Id|ID|Key|Uuid)");
    if (id) {
      return names().indexOf(name) == 0 ? 2 : 4;
    }
    return plain.matches(
            "(.*[_-])?(number|no|nr|code|sku|slug|handle|ref|reference|isbn|ean|login|iso)")
        ? 6
        : 9;
  }

  private boolean isUnique(String name) {
    Set<String> seen = new HashSet<>();
    return rows.stream()
        .map(row -> row.get(name))
        .allMatch(
            value ->
                (value instanceof String text && !text.isBlank()
                        || value instanceof Number number
                            && new BigDecimal(number.toString()).stripTrailingZeros().scale() <= 0)
                    && seen.add(value.toString()));
  }

  /** The field that tells when a record changed last. */
  public Optional<TimeField> changed() {
    return names().stream()
        .filter(name -> name.matches(CHANGED) && JsonNames.isWritable(name))
        .flatMap(name -> time(name).stream())
        .min(Comparator.comparing(field -> field.form()));
  }

  /** Fields that tell when records changed, but not in each of them or in a form unknown. */
  public List<String> perhapsChanged() {
    return names().stream().filter(name -> name.matches(CHANGED)).toList();
  }

  private Optional<TimeField> time(String name) {
    for (TimeForm form : TimeForm.values()) {
      TimeField field = new TimeField(name, form);
      if (rows.stream().allMatch(field::isIn)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /** The field that marks deleted records. */
  public Optional<String> deleted() {
    return names().stream()
        .filter(name -> name.matches(DELETED) && JsonNames.isWritable(name))
        .filter(name -> rows.stream().allMatch(row -> isMark(row.get(name))))
        .filter(name -> !rows.stream().allMatch(row -> isSet(row.get(name))))
        .findFirst();
  }

  private static boolean isSet(Object mark) {
    return mark != null && !String.valueOf(mark).matches("(?i)false|0|");
  }

  /** Whether caravan-upsert can take a time for the version: it keeps six decimals. */
  public boolean isVersion(TimeField field) {
    return field.form() != TimeForm.DATE
        && rows.stream().noneMatch(row -> field.text(row).matches(".*\\.\\d{7,}.*"));
  }

  private static boolean isMark(Object value) {
    return value == null
        || value instanceof Boolean
        || String.valueOf(value).matches("(?i)true|false|0|1|")
        || TimeForm.ISO.read(value).isPresent()
        || TimeForm.DATE.read(value).isPresent();
  }

  /** Whether a field goes up in the order of the list (1), down (-1), or neither (0). */
  public int order(String name, boolean strictly) {
    List<ListSlope> steps = new ArrayList<>();
    for (int i = 1; i < rows.size(); i++) {
      steps.add(ListSlope.of(rows.get(i - 1).get(name), rows.get(i).get(name)));
    }
    return ListSlope.of(steps, strictly);
  }

  /** The type of each field, as a table would have it. */
  public Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String name : names()) {
      Set<String> seen = new TreeSet<>();
      rows.stream()
          .map(row -> row.get(name))
          .filter(value -> value != null)
          .forEach(value -> seen.add(type(value)));
      types.put(name, seen.isEmpty() ? "null so far" : String.join(" or ", seen));
    }
    return types;
  }

  private static String type(Object value) {
    if (value instanceof Boolean) {
      return "boolean";
    }
    if (value instanceof Map || value instanceof List) {
      return "json";
    }
    if (value instanceof Number) {
      return value instanceof BigDecimal ? "numeric" : "bigint";
    }
    return TimeForm.ISO.read(value).isPresent() ? "timestamp" : "text";
  }

  public List<Map<?, ?>> rows() {
    return rows;
  }

  public int size() {
    return rows.size();
  }
}
