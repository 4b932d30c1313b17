package dev.caravan.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.request.Call;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.Target;
import dev.caravan.pull.PageRequest;
import dev.caravan.pull.ScanBounds;
import dev.caravan.pull.Stream;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Reading;
import dev.caravan.response.Received;
import dev.caravan.response.Response;
import dev.caravan.run.fetched.Fetched;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Makes a step of a feed the next request of an exchange, and a page of its response. */
public final class FeedRequest {
  private final Feed feed;
  private final FeedGuard guard;

  public FeedRequest(Feed feed, FeedGuard guard) {
    this.feed = feed;
    this.guard = guard;
  }

  /** Asks the feed itself. */
  public void poll(Step.Poll step, Exchange exchange, Request.Origin origin) {
    Target target = feed.kind().at(feed.base(), step);
    put(target, feed.patience(), exchange, origin);
    exchange.setProperty(Reading.PROPERTY, (Reading) received -> read(step, received));
  }

  /** Asks where the feed ends. */
  public void anchor(Step.Anchor step, Exchange exchange, Request.Origin origin) {
    put(feed.anchorRequest(), Call.Patience.NONE, exchange, origin);
    exchange.setProperty(Reading.PROPERTY, (Reading) received -> readAnchor(step, received));
  }

  /**
   * Asks for a page of the snapshot.
   *
   * @param stream that the snapshot is taken through
   * @param started when the snapshot began
   * @param proving whether it is to show that the page before it was the last one
   */
  public void snapshot(
      Step.SnapshotPage step,
      Stream stream,
      Instant started,
      boolean proving,
      Exchange exchange,
      Request.Origin origin) {
    PageRequest whole =
        new PageRequest(stream, ScanBounds.whole(started), step.position(), proving);
    whole.putOn(exchange, origin);
    exchange.setProperty(
        Reading.PROPERTY, (Reading) received -> FeedPage.ofSnapshot(step, whole.read(received)));
  }

  private void put(
      Target target, Call.Patience patience, Exchange exchange, Request.Origin origin) {
    Call call =
        new Call(
            target.method(),
            target.url(),
            target.headers(),
            target.body().map(JsonNode::toString),
            patience);
    exchange.setProperty(Request.PROPERTY, new Request(feed.api(), feed.apiName(), origin, call));
  }

  private FeedPage read(Step.Poll step, Received received) {
    if (feed.expiry().isIn(received.bytes())) {
      throw new ExpiredCursorException("the response says that the cursor is no longer known");
    }
    FeedKind.Changes changes = feed.kind().read(received, step, guard);
    return new FeedPage(
        step,
        feed.shape().of(changes.list()),
        changes.listed(),
        changes.cursor(),
        changes.next().map(next -> next),
        changes.pause(),
        Optional.empty(),
        Optional.empty(),
        changes.source(),
        Optional.empty());
  }

  private FeedPage readAnchor(Step.Anchor step, Received received) {
    Response response = received.response(BodyFormat.AUTO, new JsonPathTo("anchor", "$"));
    Optional<String> end = feed.anchor().next(response);
    Fetched.Source source = received.source(response, Optional.empty());
    Step first = new Step.SnapshotPage(Optional.empty());
    return FeedPage.of(step, List.of(), end, Optional.of(first), source);
  }

  /** What stands for the response to a step whose position the API no longer knows. */
  public static FeedPage lost(Step refused, Request request, int status) {
    return FeedPage.of(
        new Step.Lost(refused),
        List.of(),
        Optional.empty(),
        Optional.of(new Step.Anchor()),
        new Fetched.Source(status, request.id(), Optional.empty(), Optional.empty(), 0));
  }
}
