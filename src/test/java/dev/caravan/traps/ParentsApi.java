package dev.caravan.traps;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API of the children of numbered parents, three each, two on a page: {@code /p/7?limit=2}. Any
 * parent may answer otherwise.
 */
final class ParentsApi implements AutoCloseable {
  private static final Pattern PARENT = Pattern.compile("/p/(\\d+)");
  private static final int SIZE = 2;

  /** What a parent answers in place of its page of that number. */
  final Map<Integer, IntFunction<Reply>> otherwise = new ConcurrentHashMap<>();

  private final Map<Integer, List<String>> children = new ConcurrentHashMap<>();
  private final LoopbackServer server = LoopbackServer.start(this::answer);

  String url() {
    return server.url();
  }

  /** The numbers of the parents that were asked for, in the order of arrival. */
  List<Integer> asked() {
    return server.requests().stream().map(sent -> parent(sent)).toList();
  }

  /** How often a parent was asked for. */
  long asked(int parent) {
    return asked().stream().filter(each -> each == parent).count();
  }

  /** The children of a parent, which a test may change. */
  List<String> children(int parent) {
    return children.computeIfAbsent(
        parent,
        id -> {
          List<String> all = new ArrayList<>();
          for (int i = 1; i <= SIZE + 1; i++) {
            all.add("%d-%d".formatted(id, i));
          }
          return all;
        });
  }

  void forget() {
    server.requests().clear();
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Sent sent) {
    Map<String, String> query = new HashMap<>();
    for (String each : String.valueOf(sent.uri().getRawQuery()).split("&")) {
      String[] pair = each.split("=", 2);
      query.put(pair[0], URLDecoder.decode(pair[pair.length - 1], StandardCharsets.UTF_8));
    }
    int from = Integer.parseInt(query.getOrDefault("from", "0"));
    IntFunction<Reply> other = otherwise.get(parent(sent));
    Reply reply = other == null ? null : other.apply(from / SIZE + 1);
    return reply == null ? page(parent(sent), from) : reply;
  }

  /** The page that a parent answers when it is well. */
  Reply page(int parent, int from) {
    List<String> all = children(parent);
    List<String> rows =
        all.subList(Math.min(from, all.size()), Math.min(from + SIZE, all.size())).stream()
            .map(id -> "{\"id\": \"%s\", \"at\": \"2025-01-01T00:00:00Z\"}".formatted(id))
            .toList();
    String next = from + SIZE < all.size() ? String.valueOf(from + SIZE) : "null";
    return Reply.json("{\"data\": [%s], \"next\": %s}".formatted(String.join(", ", rows), next));
  }

  private static int parent(Sent sent) {
    Matcher path = PARENT.matcher(sent.uri().getPath());
    return path.find() ? Integer.parseInt(path.group(1)) : 0;
  }
}
