package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.fault.AnswerFault;
import dev.caravan.testing.TestContext;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The token shows up nowhere, wherever it travels and whatever the API does with it. */
@ParameterizedClass
@CsvSource({"HEADER, DEBUG", "QUERY, INFO", "QUERY, DEBUG", "BASIC, DEBUG"})
@Timeout(30)
class SecretsTest extends PullTest {
  enum Place {
    HEADER,
    QUERY,
    BASIC
  }

  @Parameter(0)
  Place place;

  @Parameter(1)
  String level;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Override
  SandboxOptions sandboxOptions() {
    // The sandbox knows no basic authentication, so there it takes whatever comes.
    return super.sandboxOptions().withToken(place == Place.BASIC ? "" : TOKEN);
  }

  @BeforeEach
  void listen() {
    log.start();
    logger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    logger("dev.caravan").setLevel(Level.toLevel(level));
  }

  @AfterEach
  void silence() {
    logger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
    logger("dev.caravan").setLevel(null);
  }

  @Test
  void aCompleteRunWithRetriesShowsNoToken() throws Exception {
    sandbox.faults().on("items").page(2).times(1).respond(503).echoToken();
    sandbox.faults().on("items").page(2).times(1).respond(200).body("text/html", echo());
    sandbox.faults().on("items").page(3).times(1).respond(200).body("application/json", echo());
    sandbox.faults().on("items").page(4).times(1).cutOff();

    RunOutcome outcome = watched();

    assertThat(outcome.state()).isEqualTo(RunState.COMPLETE);
    assertNoToken(outcome);
  }

  @Test
  void aRefusalThatRepeatsTheTokenShowsNoToken() throws Exception {
    sandbox.faults().on("items").page(1).respond(403).echoToken();

    assertFailsWithoutToken();
  }

  @Test
  void anUnreadableAnswerThatRepeatsTheTokenShowsNoToken() throws Exception {
    sandbox.faults().on("items").page(1).respond(200).body("text/html", echo());

    assertFailsWithoutToken();
  }

  @Test
  void anAnswerWithoutRecordsThatRepeatsTheTokenShowsNoToken() throws Exception {
    sandbox
        .faults()
        .on("items")
        .page(1)
        .respond(200)
        .body("application/json", "{\"sent\": \"{authorization}\"}");

    assertFailsWithoutToken();
  }

  @Test
  void aTokenThatTheCutOfALongBodyTakesInTwoShowsNoPart() throws Exception {
    String padding = "x".repeat(500 - TOKEN.length() / 2);
    sandbox.faults().on("items").page(1).respond(400).body("text/plain", padding + TOKEN);

    RunOutcome outcome = watched();

    assertThat(assertFailed(outcome)).doesNotContain(TOKEN.substring(0, 5));
    assertNoToken(outcome);
  }

  @Test
  void aRedirectThatRepeatsTheTokenShowsNoToken() throws Exception {
    sandbox.faults().on("items").page(1).redirectTo("http://127.0.0.1:1/?api_key=" + encoded());

    assertFailsWithoutToken();
  }

  @Test
  void aParkedRunShowsNoToken() throws Exception {
    AnswerFault fault = sandbox.faults().on("items").page(1).respond(429).echoToken();
    fault.retryAfterSeconds(3600);

    RunOutcome outcome = watched();

    assertThat(outcome.state()).isEqualTo(RunState.PARKED);
    assertNoToken(outcome);
  }

  @Test
  void aConnectionThatFailsShowsNoToken() throws Exception {
    String url = "http://127.0.0.1:" + RetryTrapsTest.closedPort();

    RunOutcome outcome = watched("baseUrl", url);

    assertFailed(outcome);
    assertNoToken(outcome);
  }

  @Test
  void anAnswerThatDoesNotComeShowsNoToken() throws Exception {
    sandbox.faults().on("items").page(1).slow(Duration.ofSeconds(20));

    RunOutcome outcome = watched("responseTimeout", "200ms");

    assertNoToken(outcome);
  }

  @Test
  void aRouteThatFailsShowsNoToken() throws Exception {
    String route =
        pull("items")
            + steps("- throwException: {exceptionType: java.io.IOException, message: oops}");

    try (TestContext context = context(true, credentials(), route)) {
      RunOutcome outcome = outcomeOf(context);
      assertNoToken(outcome);
    }
  }

  private void assertFailsWithoutToken() throws Exception {
    RunOutcome outcome = watched();
    assertFailed(outcome);
    assertNoToken(outcome);
  }

  private RunOutcome watched(String... properties) throws Exception {
    try (TestContext context = context(true, credentials(properties), items())) {
      return outcomeOf(context);
    }
  }

  private RunOutcome outcomeOf(TestContext context) throws Exception {
    context.context().getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
    return context
        .start()
        .bean("caravanSchedule", Schedule.class)
        .await("items", Duration.ofSeconds(20))
        .orElseThrow();
  }

  /** The API with the token in its place; without retries that take long. */
  private String credentials(String... properties) {
    String[] own =
        switch (place) {
          case HEADER -> new String[] {"bearerToken", TOKEN};
          case QUERY -> new String[] {"apiKey", TOKEN, "apiKeyQuery", "api_key"};
          case BASIC -> new String[] {"username", "shop", "password", TOKEN};
        };
    List<String> all = new ArrayList<>(List.of("maxRetries", "2"));
    all.addAll(List.of(own));
    all.addAll(List.of(properties));
    String[] pairs = all.toArray(String[]::new);
    return place == Place.HEADER
        ? api(pairs)
        : api(pairs).replaceAll("bearerToken: '[^']*',? ?", "");
  }

  private void assertNoToken(RunOutcome outcome) {
    assertHidden("outcome", outcome.toString());
    for (ILoggingEvent event : List.copyOf(log.list)) {
      assertHidden("log of " + event.getLoggerName(), event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        assertHidden(
            "trace of " + event.getLoggerName(),
            ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    for (String table : List.of("caravan_run", "caravan_checkpoint", "caravan_quarantine")) {
      for (Map<String, Object> row : sql.queryForList("select * from " + table)) {
        row.keySet().forEach(column -> assertHidden(table + "." + column, text(table, column)));
      }
    }
    String scraped = meters.scrape();
    assertThat(scraped).contains("caravan_run_duration_seconds");
    assertHidden("metrics", scraped);
    assertThat(log.list).anyMatch(event -> event.getLoggerName().startsWith("dev.caravan.run"));
  }

  private String text(String table, String column) {
    return String.join(
        "\n",
        sql.queryForList(
            "select coalesce(cast(" + column + " as varchar), '') from " + table, String.class));
  }

  private static void assertHidden(String where, String text) {
    String basic =
        Base64.getEncoder().encodeToString(("shop:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    assertThat(text).as(where).doesNotContain(TOKEN, encoded(), TOKEN.replace("/", "\\/"), basic);
  }

  private static String encoded() {
    return URLEncoder.encode(TOKEN, StandardCharsets.UTF_8);
  }

  private static String echo() {
    return "<html>you sent {authorization}</html>";
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
