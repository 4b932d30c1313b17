package dev.caravan.testing;

import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An API whose records have marks, by which it filters and orders them: {@code
 * /records?after=…&before=…&limit=10&cursor=…}. Any mark is a number, seconds since 1970 or an id.
 */
public final class MarkedApi implements AutoCloseable {
  private static final Comparator<Marked> ORDER =
      Comparator.comparingLong(Marked::mark).thenComparingLong(Marked::id);

  /** What a query answers in place of its page. */
  public volatile Function<Query, Reply> otherwise = query -> null;

  /** Whether a record is at or after the lower bound, and before the upper one. */
  public volatile BiFunction<Long, Query, Boolean> filter =
      (mark, query) -> mark >= query.after() && mark < query.before();

  /** How many records of a query it lists. */
  public volatile int most = Integer.MAX_VALUE;

  /** How a mark is written, and read from a parameter. */
  public volatile Function<Long, String> form =
      mark -> '"' + Instant.ofEpochSecond(mark).toString() + '"';

  public volatile Function<String, Long> read = text -> Instant.parse(text).getEpochSecond();
  public volatile Duration delay = Duration.ZERO;

  private final Map<Long, Marked> records = new HashMap<>();
  private List<Marked> sorted;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final LoopbackServer server = LoopbackServer.start(this::answer);

  /** A record; its version grows with each change. */
  public record Marked(long id, long mark, int version) {}

  /** What was asked for. */
  public record Query(long after, long before, int limit, String cursor) {
    /** Whether it has an upper bound. */
    public boolean isBounded() {
      return before < Long.MAX_VALUE;
    }

    /** Whether it is for a first page. */
    public boolean isFirst() {
      return cursor.isEmpty();
    }
  }

  public String url() {
    return server.url();
  }

  /** Adds a record, or changes one. */
  public synchronized void put(long id, long mark) {
    Marked old = records.get(id);
    records.put(id, new Marked(id, mark, old == null ? 1 : old.version() + 1));
    sorted = null;
  }

  public synchronized void remove(long id) {
    records.remove(id);
    sorted = null;
  }

  public synchronized Map<Long, Marked> records() {
    return new TreeMap<>(records);
  }

  private synchronized List<Marked> sorted() {
    if (sorted == null) {
      sorted = records.values().stream().sorted(ORDER).toList();
    }
    return sorted;
  }

  /** All queries so far, in the order of their arrival. */
  public List<Query> asked() {
    return server.requests().stream().map(this::query).toList();
  }

  public void forget() {
    server.requests().clear();
  }

  /** The most requests that were under way at once. */
  public int mostAtOnce() {
    return mostUnderWay.get();
  }

  @Override
  public void close() {
    server.close();
  }

  private Query query(Sent sent) {
    Map<String, String> query = new HashMap<>();
    for (String each : String.valueOf(sent.uri().getRawQuery()).split("&")) {
      String[] pair = each.split("=", 2);
      query.put(pair[0], URLDecoder.decode(pair[pair.length - 1], StandardCharsets.UTF_8));
    }
    return new Query(
        query.containsKey("after") ? read.apply(query.get("after")) : Long.MIN_VALUE,
        query.containsKey("before") ? read.apply(query.get("before")) : Long.MAX_VALUE,
        Integer.parseInt(query.getOrDefault("limit", "10")),
        query.getOrDefault("cursor", ""));
  }

  private Reply answer(Sent sent) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      Query query = query(sent);
      Reply other = otherwise.apply(query);
      Reply reply = other == null ? page(query) : other;
      LockSupport.parkNanos(delay.toNanos());
      return reply;
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** The page that it answers when it is well. */
  public Reply page(Query query) {
    List<Marked> all = sorted().stream().filter(each -> filter.apply(each.mark(), query)).toList();
    List<Marked> listed = all.subList(0, Math.min(most, all.size()));
    List<Marked> rest =
        listed.stream().filter(each -> query.isFirst() || isAfter(each, query.cursor())).toList();
    List<Marked> rows = rest.subList(0, Math.min(query.limit(), rest.size()));
    String next =
        rows.size() == rest.size()
            ? "null"
            : "\"%d_%d\""
                .formatted(rows.get(rows.size() - 1).mark(), rows.get(rows.size() - 1).id());
    String data =
        rows.stream()
            .map(
                each ->
                    "{\"id\": %d, \"at\": %s, \"version\": %d}"
                        .formatted(each.id(), form.apply(each.mark()), each.version()))
            .collect(Collectors.joining(", "));
    return Reply.json(
        "{\"data\": [%s], \"total\": %d, \"next\": %s}".formatted(data, all.size(), next));
  }

  private static boolean isAfter(Marked record, String cursor) {
    String[] at = cursor.split("_");
    return ORDER.compare(record, new Marked(Long.parseLong(at[1]), Long.parseLong(at[0]), 0)) > 0;
  }
}
