package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.api.request.Request;
import dev.caravan.pull.end.Signs;
import dev.caravan.pull.end.Told;
import dev.caravan.pull.end.Verdict;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Next;
import dev.caravan.response.PagingException;
import dev.caravan.run.fetched.PagesTogether;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  void isAtItsLimitAfterThatManyPages() {
    PullRun run = run(2, Checkpoint.initial("items"));
    run.request(Optional.empty(), exchange);
    keep(run, page(null, "p1"));
    assertThat(run.isPageLimitReached()).isFalse();
    run.requestAfter(page(null, "p1"), exchange);
    keep(run, page("p1", "p2"));
    assertThat(run.isPageLimitReached()).isTrue();
    assertThat(run.isComplete()).isFalse();
    assertThat(run.checkpoint().position()).contains("p2");
  }

  @Test
  void aNoteOfWhatAnApiSentShowsNoSecretAndIsSaidOnce() {
    Stream stream = stream();
    stream.api().setBearerToken("hush-5f2c+9/a=");
    PullRun run = run(0, Checkpoint.initial("items"), stream);
    run.warn("a record has the id hush-5f2c%2B9/a=");
    run.warn("a record has the id hush-5f2c+9/a=");
    assertThat(run.notes()).isEqualTo("a record has the id ***");
  }

  @Test
  void theLastPageCompletesTheScan() {
    PullRun run = run(0, Checkpoint.initial("items"));
    run.request(Optional.empty(), exchange);
    keep(run, page(null, "p1"));
    assertThat(run.isComplete()).isFalse();
    keep(run, page("p1", null));
    assertThat(run.isComplete()).isTrue();
    assertThat(run.checkpoint().scan()).isEmpty();
    assertThat(run.checkpoint().lastCursor()).contains("p1");
    assertThat(run.pages()).isEqualTo(2);
  }

  @Test
  void aResumedScanKeepsItsBeginning() {
    Instant earlier = NOW.minusSeconds(3_600);
    PullRun run = run(0, Checkpoint.initial("items").at(earlier, "p7", Optional.empty()));
    assertThat(run.checkpointAfter(page("p7", "p8"), NOW).scan().orElseThrow().started())
        .isEqualTo(earlier);
  }

  @Test
  void onlyTheFirstRequestOfAResumedRunMayFindItsPositionExpired() {
    PullRun fresh = run(0, Checkpoint.initial("items"));
    fresh.request(Optional.empty(), exchange);
    assertThat(fresh.isAtResumedPosition()).isFalse();

    PullRun run = run(0, Checkpoint.initial("items").at(NOW, "p7", Optional.empty()));
    run.request(Optional.of("p7"), exchange);
    assertThat(run.isAtResumedPosition()).isTrue();
    run.restart(NOW);
    run.request(Optional.empty(), exchange);
    assertThat(run.isAtResumedPosition()).isFalse();
  }

  @Test
  void anExpiredPositionTakesNoPageOfTheLimit() {
    PullRun run = run(2, Checkpoint.initial("items").at(NOW, "p7", Optional.empty()));
    run.request(Optional.of("p7"), exchange);
    run.restart(NOW);
    run.request(Optional.empty(), exchange);
    keep(run, page(null, "p1"));
    assertThat(run.goesOnAfter(page(null, "p1"))).isTrue();
  }

  @Test
  void aScanThatBeganAgainMayPassThePositionsOfBefore() {
    PullRun run = run(0, Checkpoint.initial("items").at(NOW, "p1", Optional.empty()));
    run.request(Optional.of("p1"), exchange);
    run.requestAfter(page("p1", "p2"), exchange);
    run.restart(NOW);
    run.request(Optional.empty(), exchange);
    run.requestAfter(page(null, "p2"), exchange);
    assertThatThrownBy(() -> run.requestAfter(page("p2", "p2"), exchange))
        .isInstanceOf(PagingException.class);
  }

  @Test
  void whatLiesInTheFutureTheClockOfTheServerSays() {
    Instant serversClock = NOW.minusSeconds(3_600);
    PullRun run = new PullRun("run1", incremental(""), Checkpoint.initial("items"), NOW);
    run.request(Optional.empty(), exchange);
    Page page = marked("2025-04-12T09:00:00Z", serversClock);
    Checkpoint moved = run.checkpointAfter(run.inspect(page), NOW);
    assertThat(moved.watermark()).contains("2025-04-12T08:33:00Z");
  }

  @Test
  void underAnUpperBoundTheClockOfTheServerSaysWhatLiesInTheFutureToo() {
    PullRun run = new PullRun("run1", incremental("until"), Checkpoint.initial("items"), NOW);
    run.request(Optional.empty(), exchange);
    Page page = run.inspect(marked("2025-04-12T09:00:00Z", NOW.minusSeconds(3_600)));
    assertThat(run.checkpointAfter(page, NOW).watermark()).contains("2025-04-12T08:33:00Z");
  }

  @Test
  void anUpperBoundStaysAtItsOwnClockWhateverTheServersSays() {
    PullRun run = new PullRun("run1", incremental("until"), Checkpoint.initial("items"), NOW);
    run.request(Optional.empty(), exchange);
    run.inspect(marked("2025-04-12T09:00:00Z", NOW.minusSeconds(3_600)));
    run.request(Optional.of("p1"), exchange);
    assertThat(Request.of(exchange).shown()).contains("until=2025-04-12T09%3A33%3A00Z");
  }

  @Test
  void pagesThatAreWrittenTogetherLeaveTheNewestOfTheirMarksAndCountEach() {
    PullRun run = new PullRun("run1", incremental(""), Checkpoint.initial("items"), NOW);
    Page first = page(null, "p1").with(List.of(), Optional.of("2025-04-12T09:20:00Z"));
    Page second = page("p1", "p2").with(List.of(), Optional.of("2025-04-12T09:10:00Z"));
    PagesTogether both = new PagesTogether(List.of(first, second), List.of());

    Checkpoint moved = run.checkpointAfter(both, NOW);
    run.committed(both, moved);

    assertThat(moved.maxSeen()).contains("2025-04-12T09:20:00Z");
    assertThat(moved.position()).contains("p2");
    assertThat(moved.version()).isEqualTo(2);
    assertThat(run.pages()).isEqualTo(2);
  }

  private static Page marked(String mark, Instant serversClock) {
    return page(
        List.of(Map.of("updated_at", mark)),
        Optional.empty(),
        new Next.End(Evidence.NO_NEXT_POSITION),
        Optional.of(mark),
        serversClock);
  }

  private static Page page(
      List<?> records,
      Optional<String> position,
      Next next,
      Optional<String> mark,
      Instant serversClock) {
    Told told =
        new Told(
            position,
            Optional.empty(),
            records.size(),
            Optional.empty(),
            false,
            next,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            List.of(),
            Signs.NONE,
            false);
    return new Page(
        records,
        position,
        mark,
        new Page.Source(200, "request", Optional.of(serversClock), Optional.empty(), 0),
        told,
        Optional.empty());
  }

  private static void keep(PullRun run, Page page) {
    run.committed(page, run.checkpointAfter(page, NOW));
  }

  private static Page page(String position, String next) {
    Next then = next == null ? new Next.End(Evidence.NO_NEXT_POSITION) : new Next.At(next);
    Page page = page(List.of(), Optional.ofNullable(position), then, Optional.empty(), NOW);
    return page.with(
        new Verdict(then.position(), Optional.empty(), Walked.NOTHING, Known.NOTHING, List.of()));
  }

  private static PullRun run(long maxPages, Checkpoint checkpoint) {
    return run(maxPages, checkpoint, stream());
  }

  private static PullRun run(long maxPages, Checkpoint checkpoint, Stream stream) {
    stream.setMaxPages(maxPages);
    stream.init();
    return new PullRun("run1", stream, checkpoint, NOW);
  }

  private static Stream incremental(String untilParam) {
    Stream stream = stream();
    stream.getSince().setField("updated_at");
    stream.getSince().setUntilParam(untilParam);
    stream.init();
    return stream;
  }

  private static Stream stream() {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com");
    Stream stream = new Stream();
    stream.setName("items");
    stream.setApiName("shop");
    stream.setApi(api);
    stream.setPath("/items");
    stream.getPaging().setKind("cursor");
    return stream;
  }
}
