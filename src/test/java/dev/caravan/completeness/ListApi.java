package dev.caravan.completeness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A server of many lists, each behind one kind of paging, each with what may go wrong. */
final class ListApi implements AutoCloseable {
  /** The page size that right YAML asks for, and the most that a page ever holds. */
  static final int LIMIT = 10;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

  private final Map<String, ServedList> lists = new ConcurrentHashMap<>();
  private final LoopbackServer server = LoopbackServer.start(this::answer);

  String url() {
    return server.url();
  }

  void add(ServedList list) {
    lists.put(list.name(), list);
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Sent sent) {
    ServedList list = lists.get(sent.uri().getPath().substring(1));
    return list.answer(server.url() + sent.uri().getPath(), query(sent));
  }

  private static Map<String, String> query(Sent sent) {
    Map<String, String> query = new HashMap<>();
    for (String pair : sent.uri().getRawQuery().split("&")) {
      query.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("^[^=]*=?", ""));
    }
    return query;
  }

  /** How many records a page holds of those that a request asks for. */
  static int size(Map<String, String> query) {
    return Math.min(LIMIT, Integer.parseInt(query.getOrDefault("limit", "" + LIMIT)));
  }

  /** The page of a list as an API of its kind writes it. */
  record PageText(Kind kind, String url, String list, int total) {
    Reply of(List<Item> items, List<Item> page, boolean more, Map<String, Supplier<?>> changes) {
      ObjectNode body = JSON.createObjectNode();
      Map<String, String> headers = new LinkedHashMap<>();
      ArrayNode data = body.putArray("data");
      page.forEach(item -> write(item, data.addObject()));
      if (kind == Kind.LINK) {
        headers.put("X-Total-Count", String.valueOf(total));
      } else if (kind != Kind.CURSOR_MORE) {
        body.put("total", total);
      }
      if (kind == Kind.PAGE_LAST) {
        body.put("pages", (total + LIMIT - 1) / LIMIT);
      }
      if (kind == Kind.CURSOR_MORE) {
        body.put("has_more", more);
      }
      if (more) {
        kind.nameNext(body, headers, url + "?limit=" + LIMIT, items);
      } else {
        kind.nameNone(body);
      }
      changes.forEach((field, value) -> change(body, headers, field, value.get()));
      return new Reply(200, headers, body.toString());
    }

    private static void change(
        ObjectNode body, Map<String, String> headers, String field, Object value) {
      if (value == null) {
        body.remove(field);
        headers.remove(field);
      } else {
        body.set(field, JSON.valueToTree(value));
      }
    }

    private void write(Item item, ObjectNode row) {
      row.put("id", item.id());
      row.put("list", list);
      row.put("place", item.rank());
      row.put("version", item.version());
      row.put("kept", item.kept());
      row.put("updated_at", EPOCH.plusSeconds(item.version()).toString());
    }
  }

  /** Records by their place in the list. */
  static List<Item> inOrder(List<Item> items) {
    List<Item> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparingLong(Item::place));
    return sorted;
  }
}
