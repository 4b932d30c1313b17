package dev.caravan.traps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An API over a list that changes while it is read: by {@code /page}, {@code /offset}, {@code
 * /cursor} (the id of the last record before), {@code /after}, {@code /desc} (a keyset on {@code
 * rank}, smallest or largest first) and {@code /newest} (the latest of what is after a rank,
 * largest first) or {@code /turned} (the same page as {@code /after}, largest first). Ten records a
 * page, unless limit says so.
 */
final class MovingList implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<ObjectNode> rows = new ArrayList<>();
  private final Map<Integer, Runnable> changes = new TreeMap<>();
  private final LoopbackServer server = LoopbackServer.start(this::answer);
  private int requests;
  boolean inclusive;

  /** A list of so many records; their rank is what a function makes of their id. */
  MovingList(int size, Function<Integer, Object> rank) {
    IntStream.rangeClosed(1, size)
        .forEach(
            id ->
                rows.add(
                    JSON.createObjectNode()
                        .put("id", id)
                        .put("updated_at", "2025-01-01T00:00:00Z")
                        .set("rank", JSON.valueToTree(rank.apply(id)))));
  }

  MovingList(int size) {
    this(size, id -> id);
  }

  String url() {
    return server.url();
  }

  /** Makes a change right before the response to the n-th request from now on. */
  void before(int request, Runnable change) {
    changes.put(requests + request, change);
  }

  /** Takes the first records away. */
  synchronized void removeFirst(int count) {
    rows.subList(0, count).clear();
  }

  /** Moves a record to the front, as an order by the time of change does. */
  synchronized void moveFirst(int id) {
    ObjectNode row =
        rows.stream().filter(each -> each.get("id").intValue() == id).findFirst().orElseThrow();
    rows.remove(row);
    rows.add(0, row);
  }

  synchronized void addFirst(int id) {
    rows.add(
        0,
        JSON.createObjectNode()
            .put("id", id)
            .put("rank", id)
            .put("updated_at", "2025-01-01T00:00:00Z"));
  }

  /** Gives a record another time of change. */
  synchronized void touch(int id, String updatedAt) {
    rows.stream()
        .filter(row -> row.get("id").intValue() == id)
        .forEach(row -> row.put("updated_at", updatedAt));
  }

  synchronized List<Long> ids() {
    return rows.stream().map(row -> row.get("id").longValue()).sorted().toList();
  }

  List<LoopbackServer.Sent> requests() {
    return server.requests();
  }

  private synchronized LoopbackServer.Reply answer(LoopbackServer.Sent sent) {
    Runnable change = changes.remove(++requests);
    if (change != null) {
      change.run();
    }
    Map<String, String> query = query(sent.uri().getRawQuery());
    List<ObjectNode> list = rows.stream().filter(row -> isBounded(row, query)).toList();
    int limit = Integer.parseInt(query.getOrDefault("limit", "10"));
    int skip =
        switch (sent.uri().getPath()) {
          case "/page" -> (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * limit;
          case "/offset" -> Integer.parseInt(query.getOrDefault("offset", "0"));
          default -> 0;
        };
    if (query.containsKey("after")) {
      list =
          list.stream().filter(row -> isAfter(row.get("rank"), query.get("after"), sent)).toList();
    }
    if (sent.uri().getPath().equals("/turned")) {
      list = list.stream().limit(limit).toList();
    }
    if (!sent.uri().getPath().matches("/page|/offset|/after|/cursor")) {
      list = new ArrayList<>(list);
      java.util.Collections.reverse(list);
    }
    if (sent.uri().getPath().equals("/cursor")) {
      skip =
          1
              + list.stream()
                  .map(row -> row.get("id").asText())
                  .toList()
                  .indexOf(query.get("cursor"));
    }
    ObjectNode answer = JSON.createObjectNode().put("total", list.size());
    ArrayNode data = answer.putArray("data");
    list.stream().skip(skip).limit(limit).forEach(data::add);
    if (sent.uri().getPath().equals("/cursor")) {
      boolean more = skip + limit < list.size();
      answer.remove("total");
      answer.put("next_cursor", more ? data.get(data.size() - 1).get("id").asText() : null);
    }
    return LoopbackServer.Reply.json(answer.toString());
  }

  private static boolean isBounded(ObjectNode row, Map<String, String> query) {
    String time = row.get("updated_at").textValue();
    return time.compareTo(query.getOrDefault("until", "9")) <= 0
        && time.compareTo(query.getOrDefault("since", "0")) >= 0;
  }

  private boolean isAfter(JsonNode rank, String value, LoopbackServer.Sent sent) {
    int order =
        rank.isNumber()
            ? rank.decimalValue().compareTo(new java.math.BigDecimal(value))
            : Comparator.<String>naturalOrder().compare(rank.textValue(), value);
    return (sent.uri().getPath().equals("/desc") ? -order : order) >= (inclusive ? 0 : 1);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  @Override
  public void close() {
    server.close();
  }
}
