package dev.caravan.api.request;

import dev.caravan.api.BodyMatch;
import dev.caravan.api.LimitParameters;
import dev.caravan.api.http.ResponseHeaders;
import dev.caravan.api.limits.LimitSignalException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Stands between the HTTP step and the reading of a page: a response with a success status that is
 * the API's word for "slower" or "error" never becomes a page.
 */
public final class CheckResponse implements Processor {
  private static final BodyMatch ERRORS = BodyMatch.parse("errors", "$.errors");
  private static final Pattern QUERY = Pattern.compile("\"query\"\\s*:\\s*\"[^\"{]*\\{");

  @Override
  public void process(Exchange exchange) {
    Request request = Request.of(exchange);
    LimitParameters limits = request.api().limits();
    boolean graphql = isGraphql(request.call());
    if (!limits.looksIntoAnswers() && !graphql) {
      return;
    }
    Message message = exchange.getMessage();
    byte[] body = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
    // A stream could be read only once.
    message.setBody(body);
    int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
    Map<String, String> headers = ResponseHeaders.of(message);
    if (limits.isSignal(status, headers, () -> body)) {
      throw new LimitSignalException(
          described(request, status, "signals its limit", body), headers);
    }
    if (request.call().accepted().contains(status)) {
      return;
    }
    Optional<String> error =
        limits
            .error(() -> body)
            .or(
                () ->
                    Optional.of(ERRORS)
                        .filter(any -> graphql)
                        .filter(at -> at.isIn(body))
                        .map(BodyMatch::toString));
    if (error.isPresent()) {
      throw new ErrorResponseException(
          described(request, status, "has an error at " + error.get(), body));
    }
  }

  /**
   * A POST with a query in braces: GraphQL tells of errors with status 200, beside partial data.
   */
  private static boolean isGraphql(Call call) {
    return call.method().equals("POST")
        && call.body().filter(text -> QUERY.matcher(text).find()).isPresent();
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
                + "): the response with status "
                + status
                + " "
                + what
                + ": "
                + beginning);
  }
}
