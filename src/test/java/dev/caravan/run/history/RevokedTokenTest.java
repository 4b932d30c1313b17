package dev.caravan.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.Schedule;
import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A whole pull whose access token is revoked in the middle. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RevokedTokenTest {
  private static final int PAGES = 6;
  private static final int ROWS = 10;
  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties:
              oauth2TokenUrl: "{{server}}/token"
              oauth2ClientId: caravan
              oauth2ClientSecret: hush
              oauth2Scope: items.read
              baseUrl: "{{server}}"
              adaptive: true
              limitStatus: 403
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /items, records: $.data, pagination: page}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id}
      """;

  private final AtomicInteger granted = new AtomicInteger();
  private final AtomicInteger revoked = new AtomicInteger();

  @Test
  void theTableIsCompleteAfterOneRefresh(@TempDir Path folder) throws Exception {
    try (LoopbackServer server = LoopbackServer.start(this::answer);
        TestContext context = new TestContext()) {
      context
          .with(
              Map.of(
                  "server", server.url(),
                  "caravan.once", "true",
                  "caravan.datasource.url", TestDatabases.sqliteUrl(folder)))
          .routes(ROUTES)
          .start();
      RunOutcome outcome =
          context
              .bean("caravanSchedule", Schedule.class)
              .await("items", Duration.ofSeconds(60))
              .orElseThrow();
      assertThat(outcome.error()).isEmpty();
      assertThat(outcome.isSuccess()).isTrue();
      JdbcTemplate sql =
          new JdbcTemplate(context.bean("caravanDatabase", Database.class).dataSource());
      assertThat(sql.queryForObject("select count(distinct id) from items", Long.class))
          .isEqualTo(PAGES * ROWS);
      assertThat(sql.queryForObject("select retries from caravan_run", Long.class)).isEqualTo(1);
      assertThat(granted).hasValue(2);
      assertThat(revoked).hasValue(1);
    }
  }

  private Reply answer(Sent sent) {
    if (sent.uri().getPath().equals("/token")) {
      return Reply.json(
          "{\"access_token\":\"t0ken-" + granted.incrementAndGet() + "\",\"expires_in\":3600}");
    }
    int page = Integer.parseInt(sent.uri().getQuery().replace("page=", ""));
    String valid = page < PAGES / 2 ? "Bearer t0ken-1" : "Bearer t0ken-2";
    if (!valid.equals(sent.header("Authorization"))) {
      revoked.incrementAndGet();
      return Reply.status(401, "{\"error\":\"invalid_token\"}");
    }
    return Reply.json("{\"data\":[" + (page > PAGES ? "" : rows(page)) + "]}");
  }

  private static String rows(int page) {
    return IntStream.range(0, ROWS)
        .mapToObj(row -> "{\"id\":" + (page * ROWS + row) + ",\"page\":" + page + "}")
        .collect(Collectors.joining(","));
  }
}
