package dev.caravan.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.limits.Entrant;
import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.Quota;
import dev.caravan.testing.HandClock;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that {@code plan} says, against those of runs. */
@Timeout(120)
class PlanTest {
  private static final Optional<Quota> TWENTY = Optional.of(Quota.parse("20/2s"));

  /** Requests and seconds of a load of everything. */
  private static final Pattern TIME =
      Pattern.compile("\\| +(\\d+) +\\| ([\\d.]+) s +\\| [^|]*\n\\(1 row");

  @TempDir Path directory;

  @Test
  void aPlaceOfTheQuotaIsFreeAPeriodAfterItsAnswer() {
    assertThat(load(TWENTY, 1000, 0).of(100)).hasSeconds(8);
    assertThat(load(TWENTY, 1000, 100).of(100)).hasMillis(10_400);
    // Slow answers are what limits, not the quota.
    assertThat(load(TWENTY, 1000, 1000).of(100)).hasSeconds(100);
  }

  @Test
  void theFirstAnswerMayTakeLonger() {
    LoadTime load = new LoadTime(TWENTY, 1000, Duration.ofSeconds(1), Duration.ZERO);
    assertThat(load.of(20)).hasMillis(1_000);
    assertThat(load.of(21)).hasMillis(3_000);
  }

  private static LoadTime load(Optional<Quota> quota, int rate, long answerMillis) {
    Duration answer = Duration.ofMillis(answerMillis);
    return new LoadTime(quota, rate, answer, answer);
  }

  /** With the gate of a real API, whose clock goes on by hand. */
  @Test
  void aLoadTakesTheTimeThatTheGateOfItsApiGives() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      Quota quota = Quota.parse(1 + random.nextInt(30) + "/" + (1 + random.nextInt(60)) + "s");
      Duration answer = Duration.ofMillis(1 + random.nextInt(3_000));
      int requests = 1 + random.nextInt(400);
      assertThat(gated(quota, answer, requests))
          .as("%s, %s, %d requests", quota, answer, requests)
          .isEqualTo(new LoadTime(Optional.of(quota), 1_000, answer, answer).of(requests));
    }
  }

  private static Duration gated(Quota quota, Duration answer, int requests) throws Exception {
    HandClock clock = new HandClock(Instant.EPOCH);
    Gate gate = new Gate(Optional.of(quota), clock, clock);
    for (int i = 0; i < requests; i++) {
      gate.standing().opens().ifPresent(at -> clock.advance(Duration.between(clock.instant(), at)));
      gate.enter(new Entrant("items", 1), Duration.ZERO, () -> false);
      clock.advance(answer);
      gate.leave();
    }
    return Duration.between(Instant.EPOCH, clock.instant());
  }

  /**
   * Whether a load under a quota takes as long as was said: by hand, since it has to be long beside
   * the start of a run, as in {@code -Dplan.load=20/2s}.
   */
  @Test
  @EnabledIfSystemProperty(named = "plan.load", matches = "\\d+/\\d+s")
  void predictsTheTimeOfALoadUnderAQuota() throws IOException {
    String quota = System.getProperty("plan.load");
    int pages = 10 * Quota.parse(quota).requests();
    try (LoopbackServer api = LoopbackServer.start(sent -> page(sent, pages * 3 - 1))) {
      routes(api.url(), quota, "1h");
      Matcher said = TIME.matcher(execute("plan").out());
      assertThat(said.find()).isTrue();
      assertThat(execute("run", "--once").code()).isZero();
      JsonNode run = new ObjectMapper().readTree(execute("runs", "items", "--json").out()).get(0);
      double took =
          Duration.between(
                      Instant.parse(run.get("started").textValue()),
                      Instant.parse(run.get("ended").textValue()))
                  .toMillis()
              / 1e3;
      assertThat(run.get("requests").asInt()).isEqualTo(pages);
      assertThat(Integer.parseInt(said.group(1))).isEqualTo(pages);
      assertThat(Double.parseDouble(said.group(2))).isCloseTo(took, withinPercentage(5));
    }
  }

  @Test
  void withoutAQuotaTheRateLimits() {
    assertThat(load(Optional.empty(), 10, 0).of(30)).hasSeconds(2);
    assertThat(load(Optional.empty(), 10, 0).of(0)).isZero();
  }

  @Test
  void predictsTheRequestsOfAFullLoadFromATotalAndThenFromRuns() throws IOException {
    try (LoopbackServer api = LoopbackServer.start(PlanTest::page)) {
      routes(api.url(), "1000/h", "1h");

      Verb before = execute("plan");
      int asked = api.requests().size();
      assertThat(execute("run", "--once").code()).isZero();
      int real = api.requests().size() - asked;

      assertThat(before.code()).as(before.error()).isZero();
      assertThat(asked).isEqualTo(2);
      assertThat(before.out()).containsPattern("items +\\| .*\\| its total \\|.*\\| 4 +\\| ");
      assertThat(real).isEqualTo(4);
      assertThat(execute("plan", "--offline").out())
          .containsPattern("items +\\| .*\\| 4 +\\| 1 run +\\| 24 +\\| 4 +\\| 0.4 % +\\| 4 +\\| ");
      assertThat(api.requests()).hasSize(asked + real);
    }
  }

  @Test
  void saysWhenTheStreamsDoNotFitAndHowOftenTheyWould() throws IOException {
    try (LoopbackServer api = LoopbackServer.start(PlanTest::page)) {
      routes(api.url(), "100/h", "1m");

      Verb said = execute("plan");

      assertThat(said.code()).isEqualTo(1);
      assertThat(said.out())
          .contains("warning: the streams of shop ask 240 an hour, 240.0 % of its quota")
          .containsPattern("items .* \\| 2 m 24 s *\n");
    }
  }

  private void routes(String url, String quota, String every) throws IOException {
    Files.createDirectories(directory.resolve("routes"));
    Files.writeString(directory.resolve("none.properties"), "");
    Files.writeString(
        directory.resolve("routes/items.camel.yaml"),
        """
        - beans:
            - name: shop
              type: dev.caravan.api.Api
              properties: {baseUrl: "%s", quota: %s}
        - route:
            id: items
            from:
              uri: kamelet:caravan-pull
              parameters: {api: shop, path: /items, every: %s, records: $.data, pagination: page, total: $.total, pageSize: 3}
              steps:
                - to: kamelet:caravan-upsert?table=items&key=id
        """
            .formatted(url, quota, every));
  }

  /** Eleven items, by three to a page. */
  private static Reply page(Sent request) {
    return page(request, 11);
  }

  private static Reply page(Sent request, int count) {
    String query = String.valueOf(request.uri().getQuery());
    int page = query.contains("page=") ? Integer.parseInt(query.replaceAll("\\D", "")) : 1;
    List<String> items =
        IntStream.range(page * 3 - 2, Math.min(page * 3, count) + 1)
            .mapToObj("{\"id\": %d}"::formatted)
            .toList();
    return Reply.json("{\"total\": " + count + ", \"data\": " + items + "}");
  }

  private Verb execute(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--routes",
            directory.resolve("routes").toString(),
            "--properties",
            directory.resolve("none.properties").toString(),
            "-D",
            "caravan.datasource.url=" + TestDatabases.sqliteUrl(directory)));
    return Verb.run(all);
  }
}
