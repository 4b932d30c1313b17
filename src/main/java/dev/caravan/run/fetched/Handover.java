package dev.caravan.run.fetched;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Pages on their way from the thread that fetches to the one that writes. Who writes never waits
 * for a page beside the first: what came while the last pages were written is taken together, in
 * one transaction, up to a number of records. Who fetches waits while that much is there. Safe for
 * any thread.
 */
public final class Handover {
  /** So many pages at most, however small they are: a crash asks for them again. */
  static final int MOST_PAGES = 20;

  /** So many bytes of responses at most, beside one page. */
  static final long MOST_BYTES = 4L << 20;

  private final int mostRecords;
  private final Deque<Fetched> waiting = new ArrayDeque<>();
  private Optional<Fetched> latest = Optional.empty();
  private Optional<Fetched> taken = Optional.empty();
  private boolean opened;
  private boolean alone;
  private boolean fetched;
  private boolean stopped;

  /**
   * @param mostRecords in one transaction, one page at least; 0 for each page alone
   */
  public Handover(int mostRecords) {
    this.mostRecords = mostRecords;
    this.alone = mostRecords == 0;
  }

  /**
   * Waits until what was fetched is written, where pages go strictly one after the other.
   *
   * @return false when nobody writes any more
   */
  public synchronized boolean awaitTurn() {
    while (mostRecords == 0 && !stopped && (taken.isPresent() || !waiting.isEmpty())) {
      if (!pause()) {
        return false;
      }
    }
    return !stopped;
  }

  public synchronized void add(Fetched page) {
    waiting.add(page);
    latest = Optional.of(page);
    notifyAll();
  }

  /** The page that came since this was last asked; empty when none did, such as after a failure. */
  public synchronized Optional<Fetched> latest() {
    Optional<Fetched> page = latest;
    latest = Optional.empty();
    return page;
  }

  /** Waits until another page may be fetched; false when nobody writes any more. */
  public synchronized boolean awaitRoom(Fetched latest) {
    while (!stopped && !waiting.isEmpty() && !hasRoomFor(latest, waiting)) {
      if (!pause()) {
        return false;
      }
    }
    return !stopped;
  }

  /** Waits for pages, and takes them; false when there will be none, or the last were not kept. */
  public synchronized boolean take() {
    while (taken.isEmpty() && waiting.isEmpty() && !fetched) {
      if (!pause()) {
        return false;
      }
    }
    if (taken.isPresent() || waiting.isEmpty()) {
      return false;
    }
    List<Fetched> pages = new ArrayList<>(List.of(waiting.remove()));
    while (!waiting.isEmpty() && hasRoomFor(waiting.peek(), pages)) {
      pages.add(waiting.remove());
    }
    opened = false;
    taken = Optional.of(pages.size() == 1 ? pages.get(0) : new PagesTogether(pages));
    notifyAll();
    return true;
  }

  /** What is to be written now. */
  public synchronized Fetched open() {
    opened = true;
    return taken.orElseThrow(() -> new IllegalStateException("no page was taken"));
  }

  /** What was taken is in the database. */
  public synchronized void written() {
    taken = Optional.empty();
    notifyAll();
  }

  /**
   * What was taken is not in the database, and from now on each page is written alone.
   *
   * @return false when it was one page
   */
  public synchronized boolean takeApart() {
    if (!(taken.orElse(null) instanceof PagesTogether together)) {
      return false;
    }
    alone = true;
    List<Fetched> pages = together.pages();
    for (int i = pages.size() - 1; i >= 0; i--) {
      waiting.addFirst(pages.get(i));
    }
    written();
    return true;
  }

  /** Whether writing began of something that is neither written nor given back. */
  public synchronized boolean isUnderWay() {
    return opened && taken.isPresent();
  }

  /** Nothing is fetched any more. */
  public synchronized void endOfFetching() {
    fetched = true;
    notifyAll();
  }

  /** Nothing is written any more. */
  public synchronized void endOfWriting() {
    stopped = true;
    waiting.clear();
    notifyAll();
  }

  private boolean hasRoomFor(Fetched page, Iterable<Fetched> beside) {
    if (alone) {
      return false;
    }
    int pages = 1;
    long records = page.records().size();
    long bytes = page.bytes();
    for (Fetched each : beside) {
      pages++;
      records += each.records().size();
      bytes += each.bytes();
    }
    return pages <= MOST_PAGES && records <= mostRecords && bytes <= MOST_BYTES;
  }

  /** False when the thread is to stop. */
  private boolean pause() {
    try {
      wait();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
