package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that loads the items.
 *
 * @param name also of where it loads into
 * @param table that it loads
 */
record Tool(String name, String table, List<String> command) {
  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", rate: 1000}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/items?limit=%s", records: $.data, pagination: cursor}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, version: updated_at, required: "id,updated_at"}
      """;

  static Tool byHand(Stopwatch stopwatch, BenchDatabase database, int pageSize) {
    String url = database.url("loop") + database.user();
    return new Tool(
        "loop",
        "hand_items",
        Stopwatch.byHand(HandLoop.class, stopwatch.url(), url, "" + pageSize));
  }

  static Tool caravan(Path folder, Stopwatch stopwatch, BenchDatabase database, int pageSize)
      throws IOException {
    Path routes = Files.createDirectories(folder.resolve("routes"));
    Files.writeString(routes.resolve("items.camel.yaml"), ROUTES.formatted(pageSize));
    List<String> command = new ArrayList<>(List.of("run", "--once"));
    command.addAll(List.of("--routes", routes.toString()));
    command.addAll(List.of("-D", "shop.url=" + stopwatch.url()));
    command.addAll(List.of("-D", "caravan.datasource.url=" + database.url("caravan")));
    if (!database.user().isEmpty()) {
      command.addAll(List.of("-D", "caravan.datasource.username=postgres"));
    }
    return new Tool("caravan", "items", Stopwatch.caravan(command.toArray(String[]::new)));
  }

  /** Where all of it happens: below {@code target/}, on the disk of the checkout. */
  static Path folder() throws IOException {
    return Files.createDirectories(Path.of("target", "bench").toAbsolutePath());
  }
}
