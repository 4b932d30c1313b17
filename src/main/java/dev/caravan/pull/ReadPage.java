package dev.caravan.pull;

import dev.caravan.api.HttpDates;
import dev.caravan.api.Request;
import dev.caravan.pull.format.AnswerBody;
import dev.caravan.pull.paging.Answer;
import dev.caravan.pull.paging.Locator;
import dev.caravan.pull.watermark.Watermark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer on the exchange into a {@link Page}. Inside the redelivered part of the
 * route, so a cut-off or unreadable answer is fetched again.
 */
public final class ReadPage implements Processor {
  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    Request request = Request.of(exchange);
    PageRequest asked = PageRequest.of(exchange);
    byte[] bytes = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
    String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
    Object body = AnswerBody.read(bytes, type, asked.stream().format(), request.api());
    List<?> records = records(asked.stream(), body, bytes);
    Answer answer = new Answer(request.call().url(), headers(message), body, records);
    Page page = page(asked, answer, source(message, request, asked.stream(), answer));
    message.removeHeaders("*", "CamelRedeliver*");
    message.setBody(page);
  }

  private static Page page(PageRequest asked, Answer answer, Page.Source source) {
    Optional<Watermark> watermark = asked.stream().watermark();
    Optional<String> next = asked.stream().pagination().next(answer, asked.position());
    boolean onlyOld =
        watermark.isPresent()
            && watermark.get().isOlderThanAllNew(answer.records(), asked.bounds().watermark());
    return new Page(
        answer.records(),
        asked.position(),
        onlyOld ? Optional.empty() : next,
        watermark.flatMap(mark -> mark.newest(answer.records())),
        source);
  }

  private static Page.Source source(
      Message message, Request request, Stream stream, Answer answer) {
    return new Page.Source(
        message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
        answer.header("X-Request-Id").orElse(request.id()),
        answer.header("Date").flatMap(HttpDates::parse),
        stream.total().flatMap((Locator total) -> total.number(answer)));
  }

  private static Map<String, String> headers(Message message) {
    Map<String, String> headers = new TreeMap<>();
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

  private static List<?> records(Stream stream, Object body, byte[] bytes) {
    if (body == null) {
      return List.of();
    }
    Object found = stream.records().find(body).orElse(List.of());
    if (List.of().equals(found) && !stream.records().exists(body)) {
      throw new IllegalStateException(
          "records "
              + stream.records()
              + " matches nothing in the answer; set records to the JSONPath of the list: "
              + AnswerBody.beginning(bytes, stream.api()));
    }
    return found instanceof List<?> list ? list : List.of(found);
  }
}
