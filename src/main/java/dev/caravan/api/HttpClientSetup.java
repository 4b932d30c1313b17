package dev.caravan.api;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;

/** What Apache's HTTP client must not do by itself, and what it does for an API. */
final class HttpClientSetup {
  private HttpClientSetup() {}

  /**
   * Own retries off: the client would sleep through a whole Retry-After below the quota (see Camel
   * issue CAMEL-23345). Credentials go onto the wire here, and answers are counted as they are
   * read.
   */
  static void apply(Api api, HttpClientBuilder builder) {
    builder.disableAutomaticRetries();
    builder.disableRedirectHandling();
    builder.disableCookieManagement();
    builder.addRequestInterceptorLast(
        (HttpRequest request, EntityDetails entity, HttpContext context) ->
            api.auth().apply(request));
    builder.addExecInterceptorFirst(
        "caravan-page-limit",
        (request, scope, chain) ->
            limited(
                chain.proceed(request, scope),
                api.maxPageBytes(),
                scope.execRuntime::discardEndpoint));
  }

  private static ClassicHttpResponse limited(
      ClassicHttpResponse response, long maxBytes, Runnable disconnect) {
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      response.setEntity(new LimitedEntity(entity, maxBytes, disconnect));
    }
    return response;
  }
}
