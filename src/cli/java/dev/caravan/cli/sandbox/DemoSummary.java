package dev.caravan.cli.sandbox;

import dev.caravan.cli.launch.Engine;
import dev.caravan.run.history.StreamStatus;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.sandbox.PaymentWebhooks;
import dev.caravan.sandbox.SandboxTraffic;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a demo shows at its end: the tables, what it cost, and where to look. */
final class DemoSummary {
  private static final Duration QUOTA_WINDOW = Duration.ofSeconds(2);
  private static final String TABLES =
      """
      select distinct target from caravan_column order by target
      """;

  private final SandboxTraffic traffic;
  private final Optional<PaymentWebhooks.Result> events;
  private final PrintWriter out;

  DemoSummary(SandboxTraffic traffic, Optional<PaymentWebhooks.Result> events, PrintWriter out) {
    this.traffic = traffic;
    this.events = events;
    this.out = out;
  }

  void print(Engine engine) {
    Database database = engine.bean("caravanDatabase", Database.class);
    JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    List<String> tables = jdbc.queryForList(TABLES, String.class);
    out.println();
    for (String table : tables) {
      Long rows = jdbc.queryForObject("select count(*) from " + table, Long.class);
      out.printf("Table %-12s %,8d rows%n", table, rows);
    }
    Long bad = jdbc.queryForObject("select count(*) from caravan_quarantine", Long.class);
    out.printf("In quarantine      %,8d records, each with its reason%n%n", bad);
    new StreamStatuses(database).all().stream().map(StreamStatus::toString).forEach(out::println);
    events.ifPresent(this::print);
    DemoLake.print(database, out);
    out.printf(
        "The API counted %d requests, at most %d in any 2 s, %d earlier than it allowed; %d were on"
            + " their way when it asked to wait.%n",
        traffic.requests().size(),
        traffic.maxInAnySlidingWindow(QUOTA_WINDOW),
        traffic.requestsEarlierThanAllowed().size(),
        traffic.requestsThatCrossed().size());
    out.printf("The data is in %s. Look at it with any tool of SQLite, or by%n", database.name());
    out.printf(
        "  ./caravan query -D caravan.datasource.url=%s 'select * from %s limit 5'%n",
        database.name(), tables.isEmpty() ? "caravan_run" : tables.get(0));
    out.flush();
  }

  private void print(PaymentWebhooks.Result result) {
    out.printf(
        "Webhooks told of payments: %,d events, %d of them sent twice; %d forged, %d of these"
            + " refused. %d payments got no event; the gap-fill found them.%n",
        result.events(), result.repeats(), result.forged(), result.refused(), result.lost());
  }
}
