package dev.caravan.pull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Call;
import dev.caravan.api.Request;
import dev.caravan.pull.paging.Target;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Which page of which stream the request on the exchange is for.
 *
 * @param path of the stream, or of one of its parents
 * @param position empty for the first page
 */
public record PageRequest(
    Stream stream, String path, ScanBounds bounds, Optional<String> position) {
  private static final String PROPERTY = "caravanPageRequest";

  /** A page of a stream without parents. */
  public PageRequest(Stream stream, ScanBounds bounds, Optional<String> position) {
    this(stream, stream.path(), bounds, position);
  }

  /** The page request under way on an exchange. */
  static PageRequest of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, PageRequest.class), "no page request on the exchange");
  }

  /** Makes it the next request of an exchange. */
  public void putOn(Exchange exchange, Request.Origin origin) {
    Target target = stream.pagination().at(stream.firstPage(path, bounds), position);
    Call call =
        new Call(
            target.method(), target.url(), target.headers(), target.body().map(JsonNode::toString));
    exchange.setProperty(PROPERTY, this);
    exchange.setProperty(
        Request.PROPERTY, new Request(stream.api(), stream.apiName(), origin, call));
  }
}
