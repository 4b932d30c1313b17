package dev.caravan.kafka;

import dev.caravan.quarantine.RecordField;
import dev.caravan.value.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the fields of a record make the key of its Kafka record: one field is its plain text, several
 * are a JSON array, and a template is its text with each {@code {field}} replaced. Stable: the same
 * values give the same key in every process and release, since order and compaction hang on it.
 */
public final class RecordKey {
  private static final Pattern FIELD = Pattern.compile("\\{([^{}]+)}");

  private final List<RecordField> fields;
  private final List<String> texts;

  private RecordKey(List<RecordField> fields, List<String> texts) {
    this.fields = fields;
    this.texts = texts;
  }

  /**
   * Reads what names the fields of a key: {@code id}, {@code shop,id} or {@code order-{id}}.
   *
   * @throws IllegalArgumentException when it names no field
   */
  public static RecordKey parse(String key) {
    return key.contains("{") ? template(key) : list(key);
  }

  /** The fields whose values {@link #of} takes, in that order. */
  List<RecordField> fields() {
    return fields;
  }

  /** The key from the values of the fields. */
  String of(List<Object> parts) {
    if (!texts.isEmpty()) {
      StringBuilder key = new StringBuilder(texts.get(0));
      IntStream.range(0, parts.size())
          .forEach(i -> key.append(text(parts.get(i))).append(texts.get(i + 1)));
      return key.toString();
    }
    return parts.size() == 1 ? text(parts.get(0)) : JsonText.of(parts);
  }

  /**
   * The fields of a record that has this key: the way back. What is written as a number or as true
   * or false is one, other values are text.
   *
   * @param json reads JSON exactly; empty for what is none
   * @return empty when no record has such a key
   */
  public Optional<Map<String, Object>> fieldsOf(
      String key, Function<String, Optional<Object>> json) {
    Optional<List<Object>> parts =
        texts.isEmpty() && fields.size() > 1
            ? array(json.apply(key))
            : Optional.of(pattern().matcher(key))
                .filter(Matcher::matches)
                .map(matcher -> groups(matcher, json));
    return parts.filter(all -> all.size() == fields.size()).map(this::named);
  }

  private Map<String, Object> named(List<Object> parts) {
    Map<String, Object> record = new LinkedHashMap<>();
    IntStream.range(0, parts.size()).forEach(i -> record.put(fields.get(i).name(), parts.get(i)));
    return record;
  }

  private Pattern pattern() {
    List<String> between = texts.isEmpty() ? List.of("", "") : texts;
    return Pattern.compile(
        between.stream().map(Pattern::quote).collect(Collectors.joining("(.+?)")), Pattern.DOTALL);
  }

  private static List<Object> groups(Matcher matcher, Function<String, Optional<Object>> json) {
    List<Object> parts = new ArrayList<>();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      parts.add(value(matcher.group(group), json));
    }
    return parts;
  }

  private static Object value(String text, Function<String, Optional<Object>> json) {
    return json.apply(text)
        .filter(value -> value instanceof Number || value instanceof Boolean)
        .filter(value -> text(plain(value)).equals(text))
        .orElse(text);
  }

  private static Object plain(Object value) {
    return value instanceof BigInteger whole ? new BigDecimal(whole) : value;
  }

  private static Optional<List<Object>> array(Optional<Object> value) {
    return value.filter(List.class::isInstance).map(list -> new ArrayList<Object>((List<?>) list));
  }

  private static String text(Object part) {
    return part instanceof BigDecimal number ? number.toPlainString() : String.valueOf(part);
  }

  private static RecordKey list(String key) {
    List<RecordField> fields = new ArrayList<>();
    for (String name : key.strip().split("\\s*,\\s*")) {
      fields.add(field(name, key));
    }
    return new RecordKey(List.copyOf(fields), List.of());
  }

  private static RecordKey template(String key) {
    List<RecordField> fields = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Matcher matcher = FIELD.matcher(key);
    int end = 0;
    while (matcher.find()) {
      texts.add(key.substring(end, matcher.start()));
      fields.add(field(matcher.group(1).strip(), key));
      end = matcher.end();
    }
    texts.add(key.substring(end));
    if (fields.isEmpty() || String.join("", texts).matches("(?s).*[{}].*")) {
      throw new IllegalArgumentException(
          "key '" + key + "' is no template such as order-{id}: a brace is left over");
    }
    return new RecordKey(List.copyOf(fields), List.copyOf(texts));
  }

  private static RecordField field(String name, String key) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "key '" + key + "' names no field: give one, or several separated by commas");
    }
    return new RecordField("key", name);
  }
}
