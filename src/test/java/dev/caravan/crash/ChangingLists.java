package dev.caravan.crash;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An API with a list per stream, {@code /NAME?cursor=}, whose pages take their time. With each
 * request for it a list changes, until {@link #freeze}; and each request is counted when it
 * arrives.
 */
final class ChangingLists implements AutoCloseable {
  private static final int PAGE = 20;
  private static final int FIRST = 90;
  private static final int MOST = 140;
  private static final Pattern REQUEST = Pattern.compile("/(\\w+)(?:\\?cursor=(\\d*))?");

  private final Map<String, List<Integer>> versions = new ConcurrentHashMap<>();
  private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final Random random;
  private final long delayNanos;
  private final LoopbackServer server;
  private volatile boolean frozen;

  ChangingLists(Duration delay, long seed) {
    this.random = new Random(seed);
    this.delayNanos = delay.toNanos();
    this.server = LoopbackServer.start(this::answer);
  }

  String url() {
    return server.url();
  }

  /** From now on nothing changes any more. */
  void freeze() {
    frozen = true;
  }

  /** Version by id, of all that a list has. */
  Map<Long, Long> expected(String name) {
    List<Integer> list = versions.get(name);
    synchronized (list) {
      return IntStream.range(0, list.size())
          .boxed()
          .collect(
              Collectors.toMap(
                  id -> (long) id, id -> (long) list.get(id), (a, b) -> a, TreeMap::new));
    }
  }

  /** When each request arrived, in nanoseconds, in order. */
  long[] arrivals() {
    return arrivals.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  @Override
  public void close() {
    server.close();
  }

  private Reply answer(Sent sent) {
    arrivals.add(System.nanoTime());
    Matcher request = REQUEST.matcher(sent.uri().toString());
    if (!request.matches()) {
      return Reply.status(404, "{}");
    }
    LockSupport.parkNanos(delayNanos);
    List<Integer> list =
        versions.computeIfAbsent(
            request.group(1),
            any -> new ArrayList<>(IntStream.range(0, FIRST).mapToObj(i -> 0).toList()));
    String cursor = request.group(2);
    int from = cursor == null || cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
    synchronized (list) {
      change(list);
      return page(list, from);
    }
  }

  private void change(List<Integer> list) {
    if (!frozen) {
      int id = random.nextInt(list.size());
      list.set(id, list.get(id) + 1);
      if (list.size() < MOST && random.nextInt(4) == 0) {
        list.add(0);
      }
    }
  }

  private static Reply page(List<Integer> list, int from) {
    int to = Math.min(list.size(), from + PAGE);
    String data =
        IntStream.range(from, to)
            .mapToObj(id -> "{\"id\":%d,\"v\":%d}".formatted(id, list.get(id)))
            .collect(Collectors.joining(","));
    String next = to < list.size() ? "\"" + to + "\"" : "null";
    return Reply.json("{\"data\":[" + data + "],\"next\":" + next + "}");
  }
}
