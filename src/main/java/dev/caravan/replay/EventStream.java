package dev.caravan.replay;

import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.PagingException;
import dev.caravan.response.Placement;
import dev.caravan.response.Received;
import dev.caravan.response.Response;
import dev.caravan.response.ResponseBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code feed: sse}: server-sent events. The cursor is the id of the last event and goes back as
 * {@code Last-Event-ID}. A change is {@code id}, {@code event} and {@code data}, which is read as
 * JSON when it is.
 *
 * @param parameter takes the last id
 */
record EventStream(Placement parameter) implements FeedKind {
  @Override
  public Target at(Target base, Step.Poll poll) {
    Target stream =
        base.withHeader("Accept", "text/event-stream").withHeader("Cache-Control", "no-store");
    return poll.cursor().map(id -> parameter.put(stream, id)).orElse(stream);
  }

  @Override
  public Changes read(Received received, Step.Poll poll, FeedGuard guard) {
    requireStream(received);
    ServerSentEvents stream = ServerSentEvents.read(received.bytes(), poll.cursor());
    List<Map<String, Object>> changes = new ArrayList<>();
    stream.events().forEach(event -> changes.add(change(received, event)));
    Optional<String> reached =
        changes.isEmpty() ? stream.lastId().or(poll::cursor) : lastId(stream.events());
    Response response =
        new Response(received.request().call().url(), received.headers(), null, changes);
    return new Changes(
        changes,
        changes,
        reached,
        changes.isEmpty() ? Optional.empty() : Optional.of(Step.Poll.after(reached)),
        stream.retry().map(Duration::ofMillis),
        received.source(response, Optional.empty()));
  }

  private static void requireStream(Received received) {
    String type = received.headers().getOrDefault("Content-Type", "");
    if (received.bytes().length > 0 && !type.startsWith("text/event-stream")) {
      throw new PagingException(
          "feed sse needs a response of type text/event-stream, and this one is '"
              + type
              + "': "
              + ResponseBody.beginning(received.bytes(), received.request().api()));
    }
  }

  private static Optional<String> lastId(List<ServerSentEvents.Event> events) {
    Optional<String> last = events.get(events.size() - 1).id();
    if (last.isEmpty()) {
      throw new PagingException(
          "the events of the feed carry no id, so nothing could resume after them");
    }
    return last;
  }

  private static Map<String, Object> change(Received received, ServerSentEvents.Event event) {
    Map<String, Object> change = new LinkedHashMap<>();
    event.id().ifPresent(id -> change.put("id", id));
    change.put("event", event.type());
    change.put("data", data(received, event.data().strip()));
    return change;
  }

  /** JSON where it looks like it; feeds also send plain words, such as a heartbeat. */
  private static Object data(Received received, String text) {
    boolean json = text.startsWith("{") || text.startsWith("[");
    return json
        ? ResponseBody.read(
            text.getBytes(StandardCharsets.UTF_8),
            "application/json",
            BodyFormat.JSON,
            received.request().api())
        : text;
  }
}
