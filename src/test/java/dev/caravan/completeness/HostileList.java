package dev.caravan.completeness;

import dev.caravan.completeness.ListApi.PageText;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A list of forty records whose scan meets one mishap on its second page. Safe for any thread. */
final class HostileList implements ServedList {
  private static final int RECORDS = 40;
  private static final int SHIFTED = 3;
  private static final int CLAMP = 7;
  private static final Reply NO_BODY = new Reply(200, Map.of(), "");

  private final String name;
  private final Kind kind;
  private final Mishap mishap;
  private final List<Item> items = new ArrayList<>();
  private List<Item> firstPage = List.of();
  private boolean shifted;
  private boolean emptied;

  HostileList(String name, Kind kind, Mishap mishap) {
    this.name = name;
    this.kind = kind;
    this.mishap = mishap;
    for (int i = 1; i <= RECORDS; i++) {
      // The records nine to twelve share a rank, so that a page of ten ends among them.
      boolean tied = mishap == Mishap.TIE && i >= 9 && i <= 12;
      items.add(new Item(i, tied ? 9 : i, 1));
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** What is there now. */
  synchronized List<Item> items() {
    return List.copyOf(items);
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = kind.parameters("/" + name);
    mishap.spoil(parameters, kind);
    return parameters;
  }

  /** What is wrong with the end of a run and what it loaded; nothing when all is well. */
  List<String> faults(RunOutcome outcome, List<Item> loaded) {
    if (outcome.state() != RunState.COMPLETE) {
      boolean explained = outcome.error().filter(text -> text.length() > 20).isPresent();
      return mishap == Mishap.NOTHING || !explained ? List.of("is " + outcome.state()) : List.of();
    }
    List<Item> missing = new ArrayList<>(items());
    missing.removeIf(item -> mishap == Mishap.FILTER && !item.kept());
    missing.removeIf(this::isFiltered);
    missing.removeAll(loaded);
    return missing.isEmpty() ? List.of() : List.of("is complete without " + missing.size());
  }

  @Override
  public synchronized Reply answer(String url, Map<String, String> query) {
    int size = kind == Kind.NONE ? RECORDS : ListApi.size(query);
    if (mishap == Mishap.CLAMPED && kind == Kind.NONE) {
      size = ListApi.LIMIT;
    }
    List<Item> order = ListApi.inOrder(items);
    if (mishap == Mishap.CLAMP_CHANGES && start(order, query, size) > 0) {
      size = CLAMP;
    }
    int from = Math.min(start(order, query, size), order.size());
    int to = Math.min(from + size, order.size());
    List<Item> page = new ArrayList<>(order.subList(from, to));
    boolean second = kind == Kind.NONE || from > 0 && from < 2 * ListApi.LIMIT;
    if (from == 0) {
      firstPage = page;
    }
    Reply reply = second ? atSecond(url, page, to < order.size()) : null;
    if (reply == null) {
      reply = text(url, page, page, to < order.size() && !isBehindTheCut(from), Map.of());
      if (isBehindTheCut(from)) {
        reply = text(url, List.of(), List.of(), false, contradiction());
      }
    }
    if (mishap == Mishap.SHIFT && from == 0 && !shifted) {
      shifted = true;
      items.subList(0, SHIFTED).clear();
    }
    return reply;
  }

  private int start(List<Item> order, Map<String, String> query, int size) {
    return mishap == Mishap.OTHER_KIND
        ? kind.otherStart(query, size)
        : kind.start(order, query, size);
  }

  private Reply atSecond(String url, List<Item> page, boolean more) {
    return switch (mishap) {
      case ZERO_BYTES -> NO_BODY;
      case NO_CONTENT -> new Reply(204, Map.of(), "");
      case NULL -> Reply.json("null");
      case EMPTIED -> text(url, page, List.of(), more, Map.of());
      case EMPTIED_ONCE -> {
        boolean first = !emptied;
        emptied = true;
        yield first ? text(url, page, List.of(), more, noTotal()) : null;
      }
      case ERROR_BESIDE -> text(url, page, List.of(), false, Map.of("error", () -> "timeout"));
      case DUPLICATE_PAGE -> text(url, page, firstPage, more, Map.of());
      case MISSING_NEXT -> {
        Map<String, Supplier<?>> without = new LinkedHashMap<>();
        for (String field : List.of("next_cursor", "next", "Link")) {
          without.put(field, () -> null);
        }
        yield text(url, page, page, more, without);
      }
      case MORE_CONTRADICTS, TOTAL_CONTRADICTS ->
          text(url, page, half(page), false, contradiction());
      default -> null;
    };
  }

  /** Where a total says how many there are, a response that breaks down loses that, too. */
  private static Map<String, Supplier<?>> noTotal() {
    Map<String, Supplier<?>> without = new LinkedHashMap<>();
    without.put("total", () -> null);
    without.put("X-Total-Count", () -> null);
    return without;
  }

  /** The one response that there is without paging holds a part of the list only. */
  private List<Item> half(List<Item> page) {
    return kind == Kind.NONE ? page.subList(0, page.size() / 2) : page;
  }

  /** The API pages first and filters then, which leaves nothing of the second page. */
  private boolean isFiltered(Item item) {
    return mishap == Mishap.EMPTIED && item.id() > ListApi.LIMIT && item.id() <= 2 * ListApi.LIMIT;
  }

  private boolean isBehindTheCut(int from) {
    boolean cut = mishap == Mishap.MORE_CONTRADICTS || mishap == Mishap.TOTAL_CONTRADICTS;
    return cut && from >= 2 * ListApi.LIMIT;
  }

  /** What a response says although nothing more comes. */
  private Map<String, Supplier<?>> contradiction() {
    if (mishap == Mishap.TOTAL_CONTRADICTS) {
      return Map.of();
    }
    Map<String, Supplier<?>> says = new LinkedHashMap<>();
    says.put("has_more", () -> true);
    // Nothing but has-more speaks against the end.
    says.put("total", () -> kind == Kind.NONE ? RECORDS / 2 : 2 * ListApi.LIMIT);
    return says;
  }

  private Reply text(
      String url,
      List<Item> next,
      List<Item> page,
      boolean more,
      Map<String, Supplier<?>> changes) {
    int total = (int) items.stream().filter(item -> !isFiltered(item)).count();
    return new PageText(kind, url, name, total).of(next, page, more, changes);
  }
}
