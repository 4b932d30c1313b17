package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * For every kind of paging: six scans of a thousand pages in one process, which is killed once each
 * of them is past page 700. The next process goes on where each scan was, and none begins again.
 */
@Timeout(180)
class ResumeKindsIT {
  private static final int PAGES = 1000;
  private static final int LIMIT = 2;
  private static final int KILLED_AT = 700;

  /** The page being written and the one fetched ahead. */
  private static final int IN_FLIGHT = 2;

  /** The last page is short, so that nothing is asked for behind it. */
  private static final int ITEMS = PAGES * LIMIT - 1;

  private static final List<String> KINDS =
      List.of("by_cursor", "by_page", "by_offset", "by_keyset", "by_link", "by_next_url");

  @RegisterExtension final Processes processes = new Processes();
  private final Map<String, Sandbox> sandboxes = new TreeMap<>();

  @AfterEach
  void close() {
    sandboxes.values().forEach(Sandbox::close);
  }

  @Test
  void everyKindOfScanGoesOnAtThePageWhereItWasKilled() {
    KINDS.forEach(kind -> sandboxes.put(kind, sandbox()));
    Installation caravan = Installation.onSqlite(processes).of(routes());

    Child first = caravan.start("run", "--once");
    Awaitility.await("page " + KILLED_AT + " of every kind")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(10))
        .failFast("the process ended first", () -> !first.isAlive())
        .until(() -> KINDS.stream().allMatch(kind -> furthest(kind) >= KILLED_AT));
    first.kill();

    Map<String, List<Integer>> before = new TreeMap<>();
    KINDS.forEach(kind -> before.put(kind, pages(kind)));
    sandboxes.values().forEach(sandbox -> sandbox.traffic().clear());
    Map<String, Long> committed = new TreeMap<>();
    KINDS.forEach(kind -> committed.put(kind, caravan.rowsOfTable(kind) / LIMIT));

    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    for (String kind : KINDS) {
      List<Integer> after = pages(kind);
      int resumedAt = committed.get(kind).intValue() + 1;
      assertThat(committed.get(kind)).as(kind).isBetween(KILLED_AT - IN_FLIGHT + 0L, PAGES - 1L);
      assertThat(after)
          .as("pages of " + kind + " in the second process")
          .containsExactlyElementsOf(IntStream.rangeClosed(resumedAt, PAGES).boxed().toList());
      assertThat(after.stream().filter(before.get(kind)::contains))
          .as("pages of " + kind + " fetched twice")
          .hasSizeLessThanOrEqualTo(IN_FLIGHT);
      assertTable(caravan.dataSource(), kind).holds(sandboxes.get(kind).shop().expected("items"));
    }
    assertThat(caravan.sumOfRuns("pages")).isEqualTo((long) PAGES * KINDS.size());
    assertThat(caravan.sumOfRuns("inserted")).isEqualTo((long) ITEMS * KINDS.size());
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.runStates())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of("interrupted", "complete")
                .flatMap(state -> KINDS.stream().map(kind -> state))
                .toList());
  }

  /** One for each kind, since a sandbox tells requests by their collection. */
  private static Sandbox sandbox() {
    return Sandbox.start(
        SandboxOptions.defaults().withCounts(ITEMS, 0, 0).withToken(Installation.TOKEN));
  }

  private int furthest(String kind) {
    return pages(kind).stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private List<Integer> pages(String kind) {
    return sandboxes.get(kind).traffic().requests("items").stream().map(SeenRequest::page).toList();
  }

  private String routes() {
    return KINDS.stream().map(kind -> route(kind, parameters(kind))).reduce("", String::concat);
  }

  private String route(String kind, String parameters) {
    return """
        - beans:
            - name: api-%1$s
              type: dev.caravan.api.Api
              properties: {baseUrl: "%2$s", bearerToken: "{{shop.token}}", rate: 1000}
        - route:
            id: %1$s
            from:
              uri: kamelet:caravan-pull
              parameters: {api: api-%1$s, commitEvery: 0, %3$s}
              steps:
                - to:
                    uri: kamelet:caravan-upsert
                    parameters: {table: %1$s, key: id, version: updated_at}
        """
        .formatted(kind, sandboxes.get(kind).url(), parameters);
  }

  private static String parameters(String kind) {
    return switch (kind) {
      case "by_page" ->
          "path: '/pages/items?per_page=2', records: $.data, pagination: page,"
              + " lastPage: $.meta.pages";
      case "by_offset" ->
          "path: '/offset/items?limit=2', records: $.records, pagination: offset, total: $.total";
      case "by_keyset" ->
          "path: '/since/items?limit=2', records: $.data, pagination: keyset,"
              + " hasMore: $.has_more";
      case "by_link" -> "path: '/github/items?per_page=2', pagination: link";
      case "by_next_url" ->
          "path: '/salesforce/items?limit=2', records: $.records, pagination: next-url,"
              + " nextUrl: $.nextRecordsUrl";
      default -> "path: '/items?limit=2', records: $.data, pagination: cursor";
    };
  }
}
