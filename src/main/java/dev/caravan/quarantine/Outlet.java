package dev.caravan.quarantine;

import java.util.Collection;
import org.apache.camel.Exchange;

/**
 * A target that has records only after the transaction of their page, such as the lake. A run is
 * complete when what it brought can be read there. Found by its type among the beans of a context.
 */
public interface Outlet {
  /** The page of a stream is committed. Outside of any transaction. */
  void afterPage(String stream);

  /**
   * All pages of a run are committed: has everything of the stream there when it returns.
   *
   * @throws RuntimeException when something is not; it is kept, and comes with a later run
   */
  void atEnd(String stream);

  /** All outlets of the context of an exchange. */
  static Collection<Outlet> of(Exchange exchange) {
    return exchange.getContext().getRegistry().findByType(Outlet.class);
  }
}
