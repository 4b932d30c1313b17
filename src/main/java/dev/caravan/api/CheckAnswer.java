package dev.caravan.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Stands between the HTTP step and the reading of a page: an answer with a success status that is
 * the API's word for "slower" or "error" never becomes a page.
 */
public final class CheckAnswer implements Processor {
  @Override
  public void process(Exchange exchange) {
    Request request = Request.of(exchange);
    LimitParameters limits = request.api().limits();
    if (!limits.looksIntoAnswers()) {
      return;
    }
    Message message = exchange.getMessage();
    byte[] body = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
    // A stream could be read only once.
    message.setBody(body);
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    Map<String, String> headers = AnswerHeaders.of(message);
    if (limits.isSignal(status, headers, () -> body)) {
      throw new LimitSignalException(
          described(request, status, "signals its limit", body), headers);
    }
    Optional<String> error = limits.error(() -> body);
    if (error.isPresent()) {
      throw new ErrorAnswerException(
          described(request, status, "has an error at " + error.get(), body));
    }
  }

  private static String described(Request request, int status, String what, byte[] body) {
    String beginning =
        RequestFailure.beginning(request.api(), new String(body, StandardCharsets.UTF_8));
    return request
        .api()
        .hideSecrets(
            request.shown()
                + " (request "
                + request.id()
                + "): the answer with status "
                + status
                + " "
                + what
                + ": "
                + beginning);
  }
}
