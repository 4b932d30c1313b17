package dev.caravan.api;

import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.http.LimitedEntity;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.util.Timeout;

/**
 * Ends a request whose response has not got beyond its headers in time. The client's own timeout is
 * one of silence, which headers that come byte by byte never break. {@link LimitedEntity} does the
 * same for the body.
 */
final class ResponseDeadline {
  private ResponseDeadline() {}

  /**
   * Sends a request and reads the beginning of its response.
   *
   * @throws BadResponseException when it came for longer than {@code answerTimeout}, beside the
   *     time in which the server may be silent
   */
  static ClassicHttpResponse proceed(
      Api api, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Timeout silence = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
    Duration longest =
        api.answerTimeout().plus(silence == null ? api.responseTimeout() : silence.toDuration());
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    begun
        .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            timeout -> {
              late.set(true);
              scope.execRuntime.discardEndpoint();
              return null;
            });
    try {
      return chain.proceed(request, scope);
    } catch (IOException e) {
      if (late.get()) {
        throw new BadResponseException(
            "the headers of the response were still coming after answerTimeout %s of the API; raise answerTimeout if it is that slow"
                .formatted(api.answerTimeout()));
      }
      throw e;
    } finally {
      begun.complete(null);
    }
  }
}
