package dev.caravan.lake;

import static dev.caravan.lake.LakeHub.row;

import dev.caravan.value.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a lake below a folder by inserts, updates, deletes, new columns and rows that move to
 * another partition, and writes what Iceberg's own reader finds there; see
 * src/test/third-party/lake.
 */
public final class LakeForPyIceberg {
  private LakeForPyIceberg() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (LakeHub hub = LakeHub.onSqlite(folder)) {
      hub.start(
          "table: items, key: id, version: at, deleted: gone, deleteMode: hard, partition:"
              + " 'month(at), bucket(3, id)'");
      for (int id = 0; id < 200; id++) {
        hub.accept(
            row("id", id, "at", at(1 + id % 3), "price", price(id), "name", "Zoë " + id, "n", id));
      }
      hub.publish();
      for (int id = 0; id < 200; id += 3) {
        hub.accept(row("id", id, "at", at(5), "price", price(id + 1), "tags", List.of(id, "x")));
      }
      hub.publish();
      for (int id = 0; id < 200; id += 7) {
        hub.accept(row("id", id, "at", at(6), "gone", true));
      }
      hub.accept(row("id", 1, "at", at(7), "n", new BigDecimal("1.5"), "ok", true));
      hub.publish();
      write(folder, hub.rows("items", "id"));
    }
  }

  private static String at(int month) {
    return "2025-0%d-03T04:05:06.000007Z".formatted(month);
  }

  private static BigDecimal price(int id) {
    return BigDecimal.valueOf(id).movePointLeft(2).add(new BigDecimal("12345678901234567.5"));
  }

  private static void write(Path folder, List<Map<String, Object>> rows) throws IOException {
    List<Map<String, String>> texts =
        rows.stream()
            .map(
                row -> {
                  Map<String, String> text = new LinkedHashMap<>();
                  row.forEach((column, value) -> text.put(column, value.toString()));
                  return text;
                })
            .toList();
    Files.writeString(folder.resolve("expected.json"), JsonText.of(texts));
  }
}
