package dev.caravan.response;

import dev.caravan.api.BodyMatch;
import dev.caravan.api.HttpClientSetup;
import dev.caravan.api.limits.HttpDates;
import dev.caravan.api.request.Request;
import dev.caravan.run.fetched.Fetched;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * An HTTP response before anybody knows what is in it.
 *
 * @param request what was asked
 * @param status the HTTP status
 * @param headers several of one name joined by commas
 * @param bytes the body, after decompression
 */
public record Received(Request request, int status, Map<String, String> headers, byte[] bytes) {
  private static final List<String> ERRORS =
      List.of("$.error", "$.errors", "$.Error", "$.fault", "$.error_message", "$.errorMessage");

  /** Takes what an HTTP step left on an exchange. */
  static Received from(Exchange exchange) {
    Message message = exchange.getMessage();
    return new Received(
        Request.of(exchange),
        message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
        headers(message),
        Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]));
  }

  /**
   * The response with its records.
   *
   * @throws dev.caravan.api.http.BadResponseException when the body is not what the format says
   * @throws IllegalStateException when the path leads nowhere
   */
  public Response response(BodyFormat format, JsonPathTo path) {
    return response(format, path, false);
  }

  /**
   * The same, where a missing list may stand for an empty one.
   *
   * @param optional whether it does, unless the response tells of an error
   */
  public Response response(BodyFormat format, JsonPathTo path, boolean optional) {
    String type = headers.getOrDefault(Exchange.CONTENT_TYPE, "");
    Object body = ResponseBody.read(bytes, type, format, request.api());
    List<?> records = records(body, path, optional);
    List<?> rows = body == null ? records : path.paged(body, records);
    return new Response(request.call().url(), headersOf(format.of(type)), body, rows, records);
  }

  /** JSON shows by itself whether it is whole. */
  private Map<String, String> headersOf(BodyFormat format) {
    if (format != BodyFormat.JSON) {
      return headers;
    }
    Map<String, String> others = new TreeMap<>(headers);
    others.keySet().removeIf(HttpClientSetup.ENDS_WITH::equalsIgnoreCase);
    return others;
  }

  /** The response of which only the status counts. */
  public Response nothing() {
    return new Response(request.call().url(), headers, null, List.of());
  }

  /** What is known of the response besides its body. */
  public Fetched.Source source(Response response, Optional<Long> total) {
    return new Fetched.Source(
        status,
        response.header("X-Request-Id").orElse(request.id()),
        response.header("Date").flatMap(HttpDates::parse),
        total,
        bytes.length);
  }

  private List<?> records(Object body, JsonPathTo path, boolean optional) {
    if (body == null) {
      return List.of();
    }
    Object found = path.find(body).orElse(List.of());
    if (List.of().equals(found) && !path.exists(body)) {
      requireNone(body, path, optional);
    }
    if (found instanceof List<?> list) {
      return list;
    }
    path.listOfElement()
        .ifPresent(
            list -> {
              throw new IllegalStateException(
                  "records %s names one element of a list, so that all others would be left out; set records to the list, %s"
                      .formatted(path, list));
            });
    return List.of(found);
  }

  /** The list is not there. Where the API tells of an error its own words come first. */
  private void requireNone(Object body, JsonPathTo path, boolean optional) {
    String said = ResponseBody.beginning(bytes, request.api());
    Optional<String> error =
        ERRORS.stream().filter(place -> BodyMatch.parse("", place).isIn(bytes)).findFirst();
    if (error.isPresent()) {
      throw new IllegalStateException(
          "the API answers with status "
              + status
              + " and an error: "
              + said
              + " (so records "
              + path
              + " matches nothing in the response; set errorBody: "
              + error.get()
              + " of the API, which finds one beside a list, too, or limitBody: "
              + error.get()
              + " where it passes by itself, as a limit does, and the page is to be fetched"
              + " again)");
    }
    if (!optional) {
      throw new IllegalStateException(
          "records "
              + path
              + " matches nothing in the response; set records to the JSONPath of the list, or"
              + " recordsOptional: true if this API leaves an empty list out: "
              + (Outline.mayHoldRecords(body)
                  ? "the response is " + request.api().hideSecrets(Outline.of(body))
                  : said));
    }
  }

  private static Map<String, String> headers(Message message) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (value instanceof List<?> several) {
                headers.put(
                    name, String.join(", ", several.stream().map(String::valueOf).toList()));
              } else if (value != null) {
                headers.put(name, value.toString());
              }
            });
    return headers;
  }
}
