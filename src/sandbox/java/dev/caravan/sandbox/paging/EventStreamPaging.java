package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ChangeLog;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import dev.caravan.sandbox.shop.StoredRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A feed of changes as server-sent events: {@code Last-Event-ID} is the {@code seq} to go on after.
 * The connection stays open for changes to come and is cut after {@code ?cut=} events; a comment
 * keeps it alive each {@code ?heartbeat=} milliseconds, and {@code ?retry=} is told first.
 */
final class EventStreamPaging implements Paging {
  private static final long MANY = 1_000_000_000;

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    boolean ignored = request.variants().is("resume", "ignored");
    return LogPaging.from(request, records, ignored ? "" : request.header("Last-Event-ID"));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return LongNode.valueOf(LogPaging.position(slice));
  }

  @Override
  public SandboxReply render(PageParts parts) {
    return SandboxReply.json(200, new byte[0])
        .with("Content-Type", "text/event-stream")
        .as(new SandboxReply.Payload.Streamed(out -> write(parts, out)));
  }

  private static void write(PageParts parts, OutputStream out)
      throws IOException, InterruptedException {
    long cut = number(parts, "cut", MANY);
    long heartbeat = number(parts, "heartbeat", 500);
    String retry = parts.request().parameter("retry");
    send(out, retry.isEmpty() ? ": welcome\n\n" : "retry: " + retry + "\n\n");
    long after = LogPaging.position(parts.slice());
    long sent = 0;
    for (byte[] each : parts.records().subList(0, (int) Math.min(cut, parts.records().size()))) {
      ObjectNode change = Json.parsed(each);
      after = change.path("seq").asLong(after);
      send(out, event(change));
      sent++;
    }
    ChangeLog log = parts.source().log();
    while (sent < cut) {
      if (!log.await(after, Duration.ofMillis(heartbeat))) {
        send(out, ": still here\n\n");
      }
      for (StoredRecord each : parts.source().after(after)) {
        if (sent++ < cut) {
          after = each.sequence();
          send(out, event(each.node()));
        }
      }
    }
    // The next event begins, and the connection ends within it.
    send(out, "id: " + (after + 1) + "\ndata: {\"seq\":");
  }

  /** The data on two lines, which a client joins again. */
  private static String event(ObjectNode change) {
    String data = new String(Json.escapedBytes(change), StandardCharsets.US_ASCII);
    int comma = data.indexOf(',') + 1;
    return "event: %s%nid: %s%ndata: %s%ndata: %s%n%n"
        .formatted(
            change.path("type").asText(),
            change.path("seq").asText(),
            data.substring(0, comma),
            data.substring(comma))
        .replace(System.lineSeparator(), "\n");
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static long number(PageParts parts, String name, long otherwise) {
    String text = parts.request().parameter(name);
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }
}
