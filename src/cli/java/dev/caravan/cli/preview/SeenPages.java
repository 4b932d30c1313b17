package dev.caravan.cli.preview;

import dev.caravan.pull.Page;
import dev.caravan.run.fetched.Fetched;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Takes down each page that a run fetches. */
final class SeenPages extends MainListenerSupport {
  private final List<Seen> pages = new CopyOnWriteArrayList<>();

  /**
   * A page.
   *
   * @param position empty for the first
   * @param total how many records the API says there are
   * @param millis from the question to the records, waits and repetitions included
   */
  record Seen(Optional<String> position, int records, Optional<Long> total, long millis) {}

  List<Seen> all() {
    return pages;
  }

  @Override
  public void afterConfigure(BaseMainSupport main) {
    main.getCamelContext().getManagementStrategy().addEventNotifier(new Watch());
  }

  private final class Watch extends EventNotifierSupport {
    @Override
    public void notify(CamelEvent event) {
      if (event instanceof ExchangeSentEvent sent
          && sent.getEndpoint().getEndpointUri().matches("direct:(//)?caravan-fetch-.*")
          && sent.getExchange().getMessage().getBody() instanceof Fetched page) {
        pages.add(
            new Seen(
                page.position(),
                page.records().size(),
                page instanceof Page known ? known.source().total() : Optional.empty(),
                sent.getTimeTaken()));
      }
    }
  }
}
