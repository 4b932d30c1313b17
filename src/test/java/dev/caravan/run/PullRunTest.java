package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.pull.Page;
import dev.caravan.pull.PositionLoopException;
import dev.caravan.pull.Stream;
import dev.caravan.state.Checkpoint;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PullRunTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Exchange exchange = new DefaultExchange(context);

  @AfterEach
  void closeContext() throws IOException {
    context.close();
  }

  @Test
  void goesOnWhileThereIsANextPageAndTheLimitIsNotReached() {
    PullRun run = run(2, Checkpoint.initial("items"));
    run.request(Optional.empty(), exchange);
    assertThat(run.goesOnAfter(page(null, null))).isFalse();
    assertThat(run.goesOnAfter(page(null, "p1"))).isTrue();
    run.requestAfter(page(null, "p1"), exchange);
    assertThat(run.goesOnAfter(page("p1", "p2"))).isFalse();
  }

  @Test
  void t14_isAtItsLimitAfterThatManyPages() {
    PullRun run = run(2, Checkpoint.initial("items"));
    run.request(Optional.empty(), exchange);
    keep(run, page(null, "p1"));
    assertThat(run.isPageLimitReached()).isFalse();
    run.requestAfter(page(null, "p1"), exchange);
    keep(run, page("p1", "p2"));
    assertThat(run.isPageLimitReached()).isTrue();
    assertThat(run.isScanComplete()).isFalse();
    assertThat(run.checkpoint().position()).contains("p2");
  }

  @Test
  void theLastPageCompletesTheScan() {
    PullRun run = run(0, Checkpoint.initial("items"));
    run.request(Optional.empty(), exchange);
    keep(run, page(null, "p1"));
    assertThat(run.isScanComplete()).isFalse();
    keep(run, page("p1", null));
    assertThat(run.isScanComplete()).isTrue();
    assertThat(run.checkpoint().scan()).isEmpty();
    assertThat(run.checkpoint().lastCursor()).contains("p1");
    assertThat(run.pages()).isEqualTo(2);
  }

  @Test
  void aResumedScanKeepsItsBeginning() {
    Instant earlier = NOW.minusSeconds(3_600);
    PullRun run = run(0, Checkpoint.initial("items").at(earlier, "p7"));
    assertThat(run.checkpointAfter(page("p7", "p8"), NOW).scan().orElseThrow().started())
        .isEqualTo(earlier);
  }

  @Test
  void t15_onlyTheFirstRequestOfAResumedRunMayFindItsPositionExpired() {
    PullRun fresh = run(0, Checkpoint.initial("items"));
    fresh.request(Optional.empty(), exchange);
    assertThat(fresh.isAtResumedPosition()).isFalse();

    PullRun run = run(0, Checkpoint.initial("items").at(NOW, "p7"));
    run.request(Optional.of("p7"), exchange);
    assertThat(run.isAtResumedPosition()).isTrue();
    run.restart(NOW);
    run.request(Optional.empty(), exchange);
    assertThat(run.isAtResumedPosition()).isFalse();
  }

  @Test
  void t15_anExpiredPositionTakesNoPageOfTheLimit() {
    PullRun run = run(2, Checkpoint.initial("items").at(NOW, "p7"));
    run.request(Optional.of("p7"), exchange);
    run.restart(NOW);
    run.request(Optional.empty(), exchange);
    keep(run, page(null, "p1"));
    assertThat(run.goesOnAfter(page(null, "p1"))).isTrue();
  }

  @Test
  void t15_aScanThatBeganAgainMayPassThePositionsOfBefore() {
    PullRun run = run(0, Checkpoint.initial("items").at(NOW, "p1"));
    run.request(Optional.of("p1"), exchange);
    run.requestAfter(page("p1", "p2"), exchange);
    run.restart(NOW);
    run.request(Optional.empty(), exchange);
    run.requestAfter(page(null, "p2"), exchange);
    assertThatThrownBy(() -> run.requestAfter(page("p2", "p2"), exchange))
        .isInstanceOf(PositionLoopException.class);
  }

  private static void keep(PullRun run, Page page) {
    run.committed(page, run.checkpointAfter(page, NOW));
  }

  private static Page page(String position, String next) {
    return new Page(
        List.of(), Optional.ofNullable(position), Optional.ofNullable(next), 200, "request");
  }

  private static PullRun run(long maxPages, Checkpoint checkpoint) {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com");
    Stream stream = new Stream();
    stream.setName("items");
    stream.setApiName("shop");
    stream.setApi(api);
    stream.setPath("/items");
    stream.setPagination("cursor");
    stream.setMaxPages(maxPages);
    return new PullRun("run1", stream, checkpoint, NOW);
  }
}
