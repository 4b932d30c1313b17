package dev.caravan.pull;

import dev.caravan.api.request.Request;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * Several numbered pages of one scan that are asked for at the same time. They are judged one after
 * the other, as if each had been asked for when the one before it was there. That holds as long as
 * the list does not move between them. A total that changed is a sign of that, and so is a record
 * that came with the page before, too: what comes in front pushes it there, and where pages after
 * it were answered earlier they lack what it pushed past them. Such a push always shows at the
 * first page that was answered after it, since the page before all of them was answered before.
 * Pages count up to the first sign, and the scan goes on from there, one page at a time at first.
 * For one run, by one thread at a time.
 */
final class PagesAhead {
  private static final String PROPERTY = "caravanPagesAhead";

  private final int most;
  private final Pagination pagination;
  private Set<String> before = Set.of();
  private int width;
  private int asked = 1;

  /**
   * @param most pages that are asked for at the same time
   * @param pagination of the scan
   */
  PagesAhead(int most, Pagination pagination) {
    this.most = most;
    this.pagination = pagination;
    this.width = most;
  }

  /** For a run of a stream; empty when it asks for one page after the other. */
  static Optional<PagesAhead> of(Stream stream) {
    return stream.pagesAtOnce() > 1
        ? Optional.of(new PagesAhead(stream.pagesAtOnce(), stream.end().rules().pagination()))
        : Optional.empty();
  }

  /** A page to ask for, and who asks. */
  record Ask(PageRequest request, Request.Origin origin) {
    void putOn(Exchange exchange) {
      request.putOn(exchange, origin);
    }
  }

  /** Makes pages the next requests of an exchange; see caravan-fetch-ahead. */
  void ask(List<Ask> asks, Exchange exchange) {
    asked = asks.size();
    exchange.setProperty(PROPERTY, asks);
  }

  /**
   * The positions to ask for after a page.
   *
   * @param room how many more may be asked for
   */
  List<String> after(Page page, long room) {
    before = records(page);
    String next = page.next().orElseThrow();
    List<String> positions = new ArrayList<>(List.of(next));
    Optional<Long> from = number(page.position().or(pagination::start).orElse(""));
    Optional<Long> to = number(next);
    if (from.isPresent() && to.isPresent() && to.get() > from.get()) {
      long step = to.get() - from.get();
      long count = Math.min(Math.min(width, room), left(page));
      for (long i = 1; i < count; i++) {
        positions.add(String.valueOf(to.get() + i * step));
      }
    }
    return positions;
  }

  /** Pages that are still to come, as far as the total tells. */
  private static long left(Page page) {
    long rows = page.told().rows();
    long records = page.told().total().orElse(0L) - page.judged().walked().reach();
    return rows == 0 || page.judged().walked().proving().isPresent()
        ? 1
        : (records + rows - 1) / rows;
  }

  /** What came, in the order in which it is judged. */
  List<Page> inOrder(List<?> fetched) {
    return fetched.stream()
        .map(Page.class::cast)
        .sorted(
            Comparator.comparing(page -> page.position().flatMap(PagesAhead::number).orElse(0L)))
        .toList();
  }

  /**
   * Whether a page is the one after another, which counts, of a list that did not move between
   * them. Asked of each page in its order.
   */
  boolean joins(Page last, Page page) {
    Set<String> records = records(last);
    boolean pushed = !Collections.disjoint(before, records);
    before = records;
    return !pushed
        && last.hasNext()
        && last.next().equals(page.position())
        && last.told().total().equals(page.told().total());
  }

  /** Prints of its records; none where some come with two pages anyway, which are seen to join. */
  private Set<String> records(Page page) {
    return pagination.again() == Again.NEVER
        ? page.told().prints().stream().skip(1).collect(Collectors.toSet())
        : Set.of();
  }

  /**
   * So many of the pages that were asked for count.
   *
   * @return how many do not, and are asked for again
   */
  int taken(int pages) {
    width = pages < asked ? 1 : Math.min(most, width * 2);
    return asked - pages;
  }

  private static Optional<Long> number(String position) {
    try {
      return Optional.of(Long.valueOf(position));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
