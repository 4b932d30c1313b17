package dev.caravan.pull;

import dev.caravan.api.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * Which page of which stream the request on the exchange is for.
 *
 * @param stream the stream
 * @param position empty for the first page
 */
public record PageRequest(Stream stream, Optional<String> position) {
  private static final String PROPERTY = "caravanPageRequest";

  /** The page request under way on an exchange. */
  static PageRequest of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, PageRequest.class), "no page request on the exchange");
  }

  /** Makes it the next request of an exchange. */
  public void putOn(Exchange exchange, Request.Origin origin) {
    String query = pathQuery();
    String added =
        stream.pagination().query(position).entrySet().stream()
            .map(PageRequest::encoded)
            .collect(Collectors.joining("&"));
    String whole = query.isEmpty() || added.isEmpty() ? query + added : query + "&" + added;
    exchange.setProperty(PROPERTY, this);
    exchange.setProperty(
        Request.PROPERTY, new Request(stream.api(), stream.apiName(), origin, path(), whole));
  }

  private String path() {
    int mark = stream.path().indexOf('?');
    return mark < 0 ? stream.path() : stream.path().substring(0, mark);
  }

  private String pathQuery() {
    int mark = stream.path().indexOf('?');
    return mark < 0 ? "" : stream.path().substring(mark + 1);
  }

  private static String encoded(Map.Entry<String, String> parameter) {
    return URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
