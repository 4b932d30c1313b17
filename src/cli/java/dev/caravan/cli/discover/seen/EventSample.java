package dev.caravan.cli.discover.seen;

import dev.caravan.response.ExactJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The beginning of a stream of server-sent events: as much as comes within a moment. */
public final class EventSample {
  private static final int MOST = 512 * 1024;
  private static final int SECONDS = 2;

  private EventSample() {}

  /**
   * Reads until a moment is over; what comes later is for others.
   *
   * @param stop ends the connection; closing the stream would wait for its end
   */
  public static byte[] read(InputStream stream, Runnable stop) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(stop);
    byte[] part = new byte[8192];
    try {
      for (int n = stream.read(part); n >= 0 && read.size() < MOST; n = stream.read(part)) {
        read.write(part, 0, n);
      }
    } catch (IOException e) {
      // The moment is over, or the stream was cut: what came is what there is to see.
    }
    stop.run();
    return read.toByteArray();
  }

  /** The whole events, as caravan-replay makes records of them. */
  public static List<Map<String, Object>> events(byte[] bytes) {
    String text =
        new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").replace('\r', '\n');
    List<Map<String, Object>> events = new ArrayList<>();
    String[] blocks = text.split("\n\n", -1);
    for (int i = 0; i < blocks.length - 1; i++) {
      event(blocks[i], events);
    }
    return events;
  }

  private static void event(String block, List<Map<String, Object>> events) {
    Map<String, Object> event = new LinkedHashMap<>();
    StringBuilder data = new StringBuilder();
    block
        .lines()
        .forEach(
            line -> {
              String value = line.replaceFirst("^[^:]*:? ?", "");
              if (line.startsWith("data")) {
                data.append(data.isEmpty() ? "" : "\n").append(value);
              } else if (line.startsWith("id") || line.startsWith("event")) {
                event.put(line.replaceFirst(":.*", ""), value);
              }
            });
    if (data.isEmpty()) {
      return;
    }
    try {
      event.put("data", ExactJson.read(data.toString().getBytes(StandardCharsets.UTF_8)));
      events.add(event);
    } catch (IOException e) {
      // An event whose data is no JSON has nothing that changed.
    }
  }
}
