package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ChangeLog;
import dev.caravan.sandbox.shop.Mark;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A feed of changes, oldest first: {@code ?since=SEQ} as CouchDB answers it, or {@code ?offset=N},
 * both the number of changes before. {@code now} is the end of the feed. With {@code
 * feed=longpoll&timeout=MS} a response waits for a change. A position from before the oldest change
 * that is kept is answered as the variant {@code expired} says.
 */
final class LogPaging implements Paging {
  private final String parameter;

  LogPaging(String parameter) {
    this.parameter = parameter;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    return from(request, records, request.parameter(parameter));
  }

  /** The slice from a position on; the oldest changes when it is empty. */
  static Slice from(ApiRequest request, ShopCollection records, String position)
      throws RefusedException {
    Slice first = SliceParameters.first(request, "limit");
    ChangeLog log = records.log();
    long after = position.isEmpty() ? log.forgotten() : number(position, log.last());
    if (after < log.forgotten()) {
      throw new RefusedException(
          Integer.parseInt(request.variants().get("expired", "410")),
          "expired_cursor",
          "changes up to " + log.forgotten() + " are no longer kept");
    }
    if (!position.isEmpty()) {
      int overlap = Integer.parseInt(request.variants().get("overlap", "0"));
      after = Math.max(log.forgotten(), after - overlap);
    }
    Mark mark = new Mark(after + 1, Instant.EPOCH, "");
    return first.at(Optional.of(mark), after, (int) (after / first.limit()) + 1);
  }

  static long position(Slice slice) {
    return slice.from().map(Mark::sequence).orElse(1L) - 1;
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return LongNode.valueOf(position(slice));
  }

  @Override
  public void await(ApiRequest request, ShopCollection records, Slice slice)
      throws InterruptedException {
    if (request.parameter("feed").equals("longpoll")) {
      String timeout = request.parameter("timeout");
      records
          .log()
          .await(
              position(slice),
              Duration.ofMillis(timeout.isEmpty() ? 60_000 : Long.parseLong(timeout)));
    }
  }

  @Override
  public SandboxReply render(PageParts parts) {
    long reached = parts.hasNext() ? parts.next().asLong() : end(parts);
    ObjectNode rest = Json.object();
    if (parameter.equals("since")) {
      rest.put("last_seq", reached).put("pending", parts.source().log().last() - reached);
      return Bodies.object("results", parts.records(), rest);
    }
    rest.put("next_offset", reached).put("end_offset", parts.source().log().last());
    return Bodies.object("records", parts.records(), rest);
  }

  private static long end(PageParts parts) {
    long start = position(parts.slice());
    return parts.records().isEmpty()
        ? Math.min(start, parts.source().log().last())
        : Json.parsed(parts.records().get(parts.records().size() - 1)).path("seq").asLong(start);
  }

  private static long number(String position, long now) throws RefusedException {
    if (position.equals("now")) {
      return now;
    }
    if (!position.matches("[0-9]{1,18}")) {
      throw new RefusedException(400, "bad_position", "no such position: " + position);
    }
    return Long.parseLong(position);
  }
}
