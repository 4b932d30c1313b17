package dev.caravan.lake.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.value.JsonText;
import java.util.List;
import java.util.Map;

/** Texts within columns of Caravan's tables. */
final class StoredJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};
  private static final TypeReference<List<Map<String, Object>>> COLUMNS = new TypeReference<>() {};

  private StoredJson() {}

  static String ofValues(Map<String, String> values) {
    return JsonText.of(values);
  }

  static Map<String, String> values(String text) {
    return read(text, VALUES);
  }

  static String ofColumns(List<LakeColumn> columns) {
    return JsonText.of(
        columns.stream()
            .map(
                column ->
                    Map.of(
                        "field", column.field(),
                        "name", column.name(),
                        "type", column.type(),
                        "json", column.json(),
                        "fixed", column.fixed(),
                        "required", column.required()))
            .toList());
  }

  static List<LakeColumn> columns(String text) {
    return read(text, COLUMNS).stream()
        .map(
            column ->
                new LakeColumn(
                    (String) column.get("field"),
                    (String) column.get("name"),
                    (String) column.get("type"),
                    (Boolean) column.get("json"),
                    (Boolean) column.get("fixed"),
                    (Boolean) column.get("required")))
        .toList();
  }

  private static <T> T read(String text, TypeReference<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table of Caravan's own holds what is no JSON", e);
    }
  }
}
