package dev.caravan.run;

import dev.caravan.api.request.Request;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.run.fetched.Handover;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import org.apache.camel.Exchange;

/**
 * A run that fetches page after page, each of which says where the next one is: what the steps of
 * the loop ask of every kind of source.
 */
public abstract class PagedRun extends StreamRun {
  private long requested;
  private volatile Handover handover = new Handover(0);

  public PagedRun(String id, Input input, Checkpoint checkpoint, Instant now) {
    super(id, input, checkpoint, now);
  }

  /** The run of an exchange of a kamelet that fetches page after page. */
  public static PagedRun of(Exchange exchange) {
    return of(exchange, PagedRun.class);
  }

  /** What is between the thread that fetches and the one that writes. */
  final Handover handover() {
    return handover;
  }

  /** Has pages written together; called before there is any. */
  protected final void writeTogether(int mostRecords) {
    handover = new Handover(mostRecords);
  }

  /** Goes on after a page; fails when that would repeat pages for ever. */
  public abstract void requestAfter(Fetched page, Exchange exchange);

  /**
   * Looks at what was just fetched and gives the page to write.
   *
   * @param fetched what the fetching of this kind of run leaves as the body
   */
  public abstract Fetched inspect(Object fetched);

  /** Whether everything that the stream has begins with a page. */
  public abstract boolean isBeginning(Fetched page);

  /** A page went through the route. Within its transaction. */
  public void written(Fetched page) {
    // Most pages need nothing.
  }

  /** The checkpoint after a page. */
  public abstract Checkpoint checkpointAfter(Fetched page, Instant now);

  /** Readies the exchange for a page that is about to be written. */
  public void prepare(Fetched page, Exchange exchange) {
    // Most pages need nothing.
  }

  /** Whether this run may fetch the page after a page. */
  public final boolean goesOnAfter(Fetched page) {
    return page.hasNext() && requested < input().maxPages();
  }

  /** How many more pages this run may ask for. */
  protected final long maxPagesLeft() {
    return input().maxPages() - requested;
  }

  /** Counts a request and says who makes it. */
  public final Request.Origin nextOrigin(String position) {
    requested++;
    return origin(position);
  }

  /** A page is in the database. */
  public void committed(Fetched page, Checkpoint moved) {
    committed(page.responses(), moved);
  }

  /** After that, what is to be told of a page besides its counts. */
  public void report(Fetched page, RunMetrics metrics) {
    // Most pages need nothing.
  }

  /** The requests so far do not count. */
  public final void forgetRequests() {
    requested = 0;
  }

  /** So many requests brought no page of the run, and do not count among those it may ask for. */
  protected final void forgetRequests(int without) {
    requested -= without;
  }

  public final long requested() {
    return requested;
  }
}
