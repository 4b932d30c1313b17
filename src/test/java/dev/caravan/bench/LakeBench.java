package dev.caravan.bench;

import dev.caravan.lake.LakeHub;
import dev.caravan.value.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows per second into the lake of {@code caravan-lake} and of PyIceberg, in turn, with the same
 * rows, which are in memory already: from a page until its rows can be read. Caravan checks each
 * row against an index, and keeps it in an outbox, so its load is compared with an append and its
 * changes with an upsert.
 *
 * <p>Arguments: a Python that has PyIceberg, rows, changed rows, rounds.
 */
public final class LakeBench {
  private static final int PAGE = 1_000;
  private static final int PUBLISH = 50_000;

  private final String python;
  private final List<Map<String, Object>> rows;
  private final List<Map<String, Object>> updates;

  private LakeBench(String python, int rows, int updates) {
    this.python = python;
    this.rows = new ArrayList<>(rows);
    this.updates = new ArrayList<>(updates);
    for (int id = 0; id < rows; id++) {
      this.rows.add(item(id, 1, "open"));
    }
    for (int n = 0; n < updates; n++) {
      this.updates.add(item((int) ((long) n * rows / updates), 2, "paid"));
    }
  }

  public static void main(String[] args) throws Exception {
    int rows = Integer.parseInt(args[1]);
    int updates = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    LakeBench bench = new LakeBench(args[0], rows, updates);
    bench.caravan();
    double[][] ours = new double[2][rounds];
    double[][] theirs = new double[2][rounds];
    for (int round = 0; round < rounds; round++) {
      double[] own = bench.caravan();
      double[] other = bench.pyIceberg();
      for (int what = 0; what < 2; what++) {
        int count = what == 0 ? rows : updates;
        ours[what][round] = count / own[what];
        theirs[what][round] = count / other[what];
      }
      System.out.printf(
          "round %d: load Caravan %,.0f rows/s, append PyIceberg %,.0f; changes Caravan %,.0f rows/s, upsert PyIceberg %,.0f%n",
          round + 1, ours[0][round], theirs[0][round], ours[1][round], theirs[1][round]);
    }
    System.out.printf(
        "median of %d rounds: load %,.0f and %,.0f rows/s, changes %,.0f and %,.0f rows/s%n",
        rounds, median(ours[0]), median(theirs[0]), median(ours[1]), median(theirs[1]));
  }

  /** Seconds of the load, and of the changes. */
  private double[] caravan() throws Exception {
    Path folder = Files.createTempDirectory("caravan-bench-lake");
    try (LakeHub hub = LakeHub.onSqlite(folder)) {
      hub.start("table: items, key: id, version: at, publishRows: " + PUBLISH);
      double load = seconds(hub, rows);
      double changes = seconds(hub, updates);
      if (hub.table("items").currentSnapshot() == null) {
        throw new IllegalStateException("nothing was published");
      }
      return new double[] {load, changes};
    } finally {
      delete(folder);
    }
  }

  private static double seconds(LakeHub hub, List<Map<String, Object>> records) {
    long since = System.nanoTime();
    for (int from = 0; from < records.size(); from += PAGE) {
      hub.accept(records.subList(from, Math.min(records.size(), from + PAGE)));
    }
    hub.publish();
    return (System.nanoTime() - since) / 1e9;
  }

  private double[] pyIceberg() throws Exception {
    Path folder = Files.createTempDirectory("pyiceberg-bench-lake");
    try {
      write(folder.resolve("rows.jsonl"), rows);
      write(folder.resolve("updates.jsonl"), updates);
      Process process =
          new ProcessBuilder(python, "bench/lake.py", folder.toString(), Integer.toString(PUBLISH))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("PyIceberg failed");
      }
      return Arrays.stream(said.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
    } finally {
      delete(folder);
    }
  }

  private static void write(Path file, List<Map<String, Object>> records) throws IOException {
    Files.writeString(
        file, records.stream().map(JsonText::of).collect(Collectors.joining("\n", "", "\n")));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static double median(double[] rates) {
    return Arrays.stream(rates).sorted().toArray()[rates.length / 2];
  }

  private static Map<String, Object> item(int id, int at, String status) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", id);
    item.put("at", at);
    item.put("status", status);
    item.put("total", id % 100_000);
    item.put("note", "order number %d, \"to be packed\" with care".formatted(id));
    return item;
  }
}
