package dev.caravan.run;

import dev.caravan.api.Request;
import dev.caravan.pull.Fetched;
import dev.caravan.pull.Input;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import org.apache.camel.Exchange;

/** A run that fetches page after page, each of which says where the next one is. */
abstract class PagedRun extends StreamRun {
  private long requested;

  PagedRun(String id, Input input, Checkpoint checkpoint, Instant now) {
    super(id, input, checkpoint, now);
  }

  /** The run of an exchange of a kamelet that fetches page after page. */
  static PagedRun of(Exchange exchange) {
    return of(exchange, PagedRun.class);
  }

  /** Goes on after a page; fails when that would repeat pages for ever. */
  abstract void requestAfter(Fetched page, Exchange exchange);

  /** Looks at a page that was just fetched and gives the page to write. */
  abstract Fetched inspect(Fetched page);

  /** Whether everything that the stream has begins with a page. */
  abstract boolean isBeginning(Fetched page);

  /** A page went through the route. Within its transaction. */
  void written(Fetched page) {
    // Most pages need nothing.
  }

  /** The checkpoint after a page. */
  abstract Checkpoint checkpointAfter(Fetched page, Instant now);

  /** Readies the exchange for a page that is about to be written. */
  void prepare(Fetched page, Exchange exchange) {
    // Most pages need nothing.
  }

  /** Whether this run may fetch the page after a page. */
  final boolean goesOnAfter(Fetched page) {
    return page.hasNext() && requested < input().maxPages();
  }

  /** Counts a request and says who makes it. */
  final Request.Origin nextOrigin(String position) {
    requested++;
    return origin(position);
  }

  /** A page is in the database. */
  void committed(Fetched page, Checkpoint moved) {
    committed(1, moved);
  }

  /** The requests so far do not count. */
  final void forgetRequests() {
    requested = 0;
  }

  final long requested() {
    return requested;
  }
}
