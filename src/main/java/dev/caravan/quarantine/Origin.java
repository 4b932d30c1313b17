package dev.caravan.quarantine;

import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Where a page of records came from. Stands in every quarantine row.
 *
 * @param stream the stream, or the route when no stream brought them
 * @param runId the run, or the exchange
 * @param position the page: a cursor, a page number, an offset of a topic
 * @param mark tells the page from all others that the stream ever brings; the same when the page
 *     comes again after a crash
 * @param beginning whether it is the first page of everything that the stream has, so that a table
 *     that is not there may be made for it, whatever was loaded before
 */
public record Origin(String stream, String runId, String position, String mark, boolean beginning) {
  private static final String PROPERTY = "caravanOrigin";

  public Origin {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(mark, "mark");
  }

  /** A page whose position no other page has. */
  public Origin(String stream, String runId, String position) {
    this(stream, runId, position, position, false);
  }

  /** Names it on an exchange. */
  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** What a pull named on an exchange. */
  public static Optional<Origin> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, Origin.class));
  }

  /**
   * The origin of the records on an exchange.
   *
   * @param route the user's route, which stands for the stream when no pull brought them
   */
  public static Origin of(Exchange exchange, String route) {
    String id = exchange.getExchangeId();
    return find(exchange).orElseGet(() -> new Origin(route, id, "", id, false));
  }
}
