package dev.caravan.bench;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Rows per second of Caravan and of {@link HandLoop}, in turn, each in a fresh process, against the
 * same API and the same PostgreSQL.
 *
 * <p>Arguments: rows, page size, delay of the API in milliseconds, rounds.
 */
public final class PullBench {
  private static final Pattern HAND = Pattern.compile("hand: \\d+ rows in ([\\d.]+) s");
  private static final Pattern CARAVAN =
      Pattern.compile("complete after \\d+ pages in ([\\d.]+) s");
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

  private final Sandbox api;
  private final EmbeddedPostgres postgres;
  private final Path routes;
  private final int rows;
  private final String pageSize;

  private PullBench(Sandbox api, EmbeddedPostgres postgres, int rows, String pageSize)
      throws IOException {
    this.api = api;
    this.postgres = postgres;
    this.rows = rows;
    this.pageSize = pageSize;
    this.routes = Files.createTempDirectory("caravan-bench");
    Files.writeString(routes.resolve("items.camel.yaml"), ROUTES.formatted(pageSize));
  }

  public static void main(String[] args) throws Exception {
    int rows = Integer.parseInt(args[0]);
    long delay = Long.parseLong(args[2]);
    SandboxOptions options = SandboxOptions.defaults().withToken("").withCounts(rows, 1, 1);
    try (Sandbox api = Sandbox.start(options);
        EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      if (delay > 0) {
        api.faults().on("items").slow(Duration.ofMillis(delay));
      }
      new PullBench(api, postgres, rows, args[1]).measure(Integer.parseInt(args[3]));
    }
  }

  private void measure(int rounds) throws Exception {
    hand();
    caravan();
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double hand = rows / hand();
      double caravan = rows / caravan();
      ratios.add(caravan / hand);
      System.out.printf(
          "round %d: by hand %,.0f rows/s, Caravan %,.0f rows/s, ratio %.2f%n",
          round, hand, caravan, caravan / hand);
    }
    double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf("median ratio %.2f of %d rounds%n", sorted[sorted.length / 2], rounds);
  }

  private double hand() throws Exception {
    return seconds(HAND, HandLoop.class, api.url(), jdbcUrl(), pageSize);
  }

  private double caravan() throws Exception {
    JdbcTemplate jdbc = new JdbcTemplate(postgres.getPostgresDatabase());
    jdbc.execute("drop schema if exists bench cascade");
    jdbc.execute("create schema bench");
    return seconds(
        CARAVAN,
        dev.caravan.Caravan.class,
        "run",
        "--once",
        "--routes",
        routes.toString(),
        "-D",
        "shop.url=" + api.url(),
        "-D",
        "caravan.datasource.url=" + jdbcUrl() + "&currentSchema=bench",
        "-D",
        "caravan.datasource.username=postgres");
  }

  private String jdbcUrl() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  /** The seconds that a process says it took, its start aside. */
  private static double seconds(Pattern said, Class<?> main, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    double seconds = -1;
    List<String> output = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher match = said.matcher(line);
        if (match.find()) {
          seconds = Double.parseDouble(match.group(1));
        }
      }
    }
    if (process.waitFor() != 0 || seconds < 0) {
      throw new IllegalStateException(main.getSimpleName() + " failed:\n" + output);
    }
    return seconds;
  }
}
