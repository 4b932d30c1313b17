package dev.caravan.api;

import dev.caravan.api.request.Request;
import dev.caravan.api.request.Traffic;
import dev.caravan.pull.Page;
import dev.caravan.pull.PageRequest;
import dev.caravan.pull.ScanBounds;
import dev.caravan.pull.Stream;
import dev.caravan.testing.TestContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/** Fetches pages of an API by Caravan's own request route, in a context of its own. */
public final class Fetching implements AutoCloseable {
  private static final String ROUTE =
      """
      - route:
          id: test-fetch
          routeConfigurationId: caravan
          from:
            uri: direct:test-fetch
            steps:
              - to: direct:caravan-request
      """;

  public final Api api = new Api();
  public final Traffic traffic = new Traffic();
  private final TestContext context = new TestContext();
  private final Consumer<Stream> settings;

  public Fetching(String baseUrl) throws Exception {
    this(baseUrl, stream -> {});
  }

  public Fetching(String baseUrl, Consumer<Stream> settings) throws Exception {
    this.settings = settings;
    api.setBaseUrl(baseUrl);
    context.context().getRegistry().bind("shop", api);
    context.with(Map.of("caravan.datasource.url", "jdbc:sqlite::memory:")).routes(ROUTE).start();
  }

  /** The exchange after the request was answered or given up. */
  public Exchange fetch() {
    return fetch(Optional.empty());
  }

  /** Fetches the page at a position. */
  public Exchange fetch(Optional<String> position) {
    Stream stream = new Stream();
    stream.setName("items");
    stream.setApiName("shop");
    stream.setApi(api);
    stream.setPath("/items?limit=2");
    stream.setRecords("$.data");
    settings.accept(stream);
    stream.init();
    return context
        .context()
        .createProducerTemplate()
        .request(
            "direct:test-fetch",
            exchange ->
                new PageRequest(
                        stream, new ScanBounds(Optional.empty(), Instant.EPOCH), position, false)
                    .putOn(exchange, new Request.Origin("items", "run1", "first", traffic)));
  }

  /** The records of a page. */
  public List<?> records() {
    return fetch().getMessage().getBody(Page.class).records();
  }

  @Override
  public void close() {
    context.close();
  }
}
