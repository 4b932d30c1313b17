package dev.caravan.completeness;

import dev.caravan.completeness.ListApi.PageText;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A list that changes while it is read, behind an API that fails at times and may tell lies, all as
 * a seed says. Safe for any thread.
 */
final class RandomList implements ServedList {
  private static final int MOST_RECORDS = 45;
  private static final int STEP = 10;

  /** Where a list changes, as many records that came make up for those that these leave out. */
  private static final Set<Lie> LEAVING_OUT = Set.of(Lie.SKIPPED_ONCE, Lie.CUT_ONCE);

  /** What an API says wrong of its own list, in every scan. */
  enum Lie {
    NONE,
    CLAMPED,
    TOTAL_TOO_HIGH,
    TOTAL_TOO_LOW,
    NO_MORE_ONCE,
    NEXT_MISSING,
    MORE_AT_THE_END,
    EMPTIED,
    REPEATED,
    REPEATED_ONCE,
    SKIPPED_ONCE,
    CUT_ONCE
  }

  private final String name;
  private final Random random;
  private final Kind kind;
  private final Lie lie;
  private final Map<String, String> parameters;
  private final boolean changing;
  private final boolean growing;
  private final Map<Long, Item> items = new HashMap<>();
  private final Map<Long, Item> steady = new HashMap<>();
  private final List<Long> everThere = new ArrayList<>();
  private long highest;
  private long version = 1;
  private final Set<Map<String, String>> asked = new HashSet<>();
  private final List<String> history = new ArrayList<>();

  RandomList(long seed) {
    this.name = "list-" + seed;
    this.random = new Random(seed);
    this.kind = Kind.values()[random.nextInt(Kind.values().length)];
    this.lie =
        random.nextInt(3) > 0 ? Lie.NONE : lie(Lie.values()[random.nextInt(Lie.values().length)]);
    this.changing = random.nextBoolean() && !LEAVING_OUT.contains(lie);
    this.growing = random.nextBoolean();
    int records =
        random.nextInt(4) == 0 ? random.nextInt(4) * ListApi.LIMIT : random.nextInt(MOST_RECORDS);
    for (int i = 0; i < records; i++) {
      insert();
    }
    steady.putAll(items);
    this.parameters = draw();
  }

  /**
   * Where pages are filtered after they were counted an empty one is no lie; and where nothing
   * tells how many there are, no page that lacks some of its records is one either.
   */
  private Lie lie(Lie any) {
    boolean silent = kind == Kind.OFFSET_LIMIT || kind == Kind.CURSOR_MORE;
    return silent && (any == Lie.EMPTIED || any == Lie.NO_MORE_ONCE || LEAVING_OUT.contains(any))
        ? Lie.NONE
        : any;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, String> parameters() {
    return parameters;
  }

  private Map<String, String> draw() {
    Map<String, String> parameters = kind.parameters("/" + name);
    if (random.nextInt(3) == 0) {
      parameters.put("maxPages", String.valueOf(1 + random.nextInt(3)));
    }
    if (kind.isNumbered() && parameters.containsKey("total") && random.nextBoolean()) {
      parameters.put("parallel", String.valueOf(2 + random.nextInt(4)));
    }
    return parameters;
  }

  /** Whether nothing speaks against the end of a scan of it. */
  boolean isHonest() {
    return lie == Lie.NONE && !(changing && kind.isNumbered());
  }

  /** What a table lacks, or has without reason, after a run that calls itself complete. */
  synchronized List<String> faults(List<Item> loaded) {
    Map<Long, Item> rows = new HashMap<>();
    loaded.forEach(row -> rows.put(row.id(), row));
    List<String> faults = new ArrayList<>();
    long missing = steady.keySet().stream().filter(id -> !rows.containsKey(id)).count();
    long old = steady.values().stream().filter(item -> isOlder(rows.get(item.id()), item)).count();
    long unknown = rows.keySet().stream().filter(id -> !everThere.contains(id)).count();
    if (missing + old + unknown > 0) {
      faults.add(missing + " missing, " + old + " too old, " + unknown + " never there");
    }
    return faults;
  }

  private static boolean isOlder(Item row, Item item) {
    return row != null && row.version() < item.version();
  }

  @Override
  public String toString() {
    return name + " (" + kind + ", " + lie + (changing ? ", changing)" : ")");
  }

  @Override
  public synchronized Reply answer(String url, Map<String, String> query) {
    if (random.nextInt(12) == 0) {
      history.add(query + ": a fault");
      return fault();
    }
    List<Item> order = ListApi.inOrder(List.copyOf(items.values()));
    int size = kind == Kind.NONE ? order.size() : ListApi.size(query);
    if (lie == Lie.CLAMPED) {
      size = Math.min(size, ListApi.LIMIT * 2 / 3);
    }
    int start = kind.start(order, query, size) + (isFirst(Lie.SKIPPED_ONCE, query) ? size : 0);
    int from = Math.min(start, order.size());
    int to = Math.min(from + size, order.size());
    List<Item> before = order.subList(Math.max(0, from - size), from);
    List<Item> page = order.subList(from, to);
    List<Item> shown = from > 0 && isRepeated(query) ? before : page;
    if (page.size() > 1 && isFirst(Lie.CUT_ONCE, query)) {
      shown = page.subList(0, page.size() - 1);
    }
    history.add(query.toString());
    boolean more = to < order.size() && !isFirst(Lie.NO_MORE_ONCE, query);
    Reply reply = page(url, page, shown, from > 0, more);
    if (changing && random.nextInt(3) == 0) {
      change();
    }
    return reply;
  }

  private Reply fault() {
    return switch (random.nextInt(4)) {
      case 0 -> Reply.status(503, "{\"error\": \"busy\"}");
      case 1 -> new Reply(200, Map.of(), "");
      case 2 -> Reply.json("null");
      default -> Reply.json("{\"data\": [{\"id\": 1,");
    };
  }

  /** Whether a page repeats the one before it, and what stands on it is not shown. */
  private boolean isRepeated(Map<String, String> query) {
    return lie == Lie.REPEATED || isFirst(Lie.REPEATED_ONCE, query);
  }

  /** Whether a lie is told, for the first time that something is asked. */
  private boolean isFirst(Lie told, Map<String, String> query) {
    return lie == told && asked.add(query);
  }

  /** What was asked and answered so far, for people. */
  synchronized String history() {
    return parameters + "\n" + String.join("\n", history);
  }

  private Reply page(
      String url, List<Item> page, List<Item> repeated, boolean later, boolean more) {
    Map<String, Supplier<?>> says = new HashMap<>();
    int total = items.size() + (lie == Lie.TOTAL_TOO_HIGH ? 7 : 0);
    if (lie == Lie.TOTAL_TOO_LOW) {
      total = Math.max(0, total - 7);
    }
    List<Item> shown = repeated;
    if (lie == Lie.NEXT_MISSING && later) {
      List.of("next_cursor", "next", "Link").forEach(field -> says.put(field, () -> null));
    } else if (lie == Lie.MORE_AT_THE_END && !more) {
      says.put("has_more", () -> true);
    } else if (lie == Lie.EMPTIED && later && page.size() % 2 == 0) {
      shown = List.of();
    }
    history.add(
        "  %s%s for %s, total %d".formatted(ids(shown), more ? " and more" : "", ids(page), total));
    return new PageText(kind, url, name, total).of(page, shown, more, says);
  }

  private static List<Long> ids(List<Item> page) {
    return page.stream().map(Item::id).toList();
  }

  private void change() {
    List<Long> ids = List.copyOf(items.keySet());
    Long id = ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
    switch (change(id != null)) {
      case INSERT -> insert();
      case REMOVE -> {
        items.remove(id);
        steady.remove(id);
      }
      case UPDATE -> items.put(id, items.get(id).changed(++version));
      case MOVE -> {
        // As a list that is ordered by the time of the last change moves what changes to its end.
        highest += STEP;
        items.put(id, new Item(id, highest, ++version));
      }
    }
  }

  /**
   * Where pages are counted without an overlap a list only grows, or only shrinks: when a record
   * goes and another one comes between two pages, nothing that such an API says can tell.
   */
  private Change change(boolean any) {
    Change change = any ? Change.values()[random.nextInt(4)] : Change.INSERT;
    boolean unseen = kind.isNumbered() && kind != Kind.OFFSET_OVERLAP;
    if (!unseen || change == Change.UPDATE) {
      return change;
    }
    return growing || !any ? Change.INSERT : Change.REMOVE;
  }

  private enum Change {
    INSERT,
    REMOVE,
    UPDATE,
    MOVE
  }

  private void insert() {
    highest += STEP;
    long id = everThere.size() + 1L;
    everThere.add(id);
    items.put(id, new Item(id, highest, version));
  }
}
