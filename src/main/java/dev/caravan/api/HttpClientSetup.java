package dev.caravan.api;

import dev.caravan.api.auth.Auth;
import dev.caravan.api.http.EventWindow;
import dev.caravan.api.http.LimitedEntity;
import dev.caravan.api.http.WholeGzip;
import dev.caravan.api.http.WindowedEntity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.entity.DeflateInputStreamFactory;
import org.apache.hc.client5.http.entity.InputStreamFactory;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/** What Apache's HTTP client must not do by itself, and what it does for an API. */
public final class HttpClientSetup {
  /** A header of ours on a response that ends with its connection, and not before. */
  public static final String ENDS_WITH = "X-Caravan-Ends-With";

  private static final int MOST_CONNECTIONS = 200;
  private static final int MOST_CONNECTIONS_PER_ROUTE = 20;

  private HttpClientSetup() {}

  /**
   * Own retries off: the client would sleep through a whole Retry-After below the quota (see Camel
   * issue CAMEL-23345). Redirects off: each would be a request that the quota does not see, and the
   * way to another origin. Credentials and signatures go onto the wire here, and responses are
   * counted as they are read.
   */
  public static void apply(Api api, HttpClientBuilder builder) {
    builder.disableAutomaticRetries();
    builder.disableRedirectHandling();
    builder.disableCookieManagement();
    builder.setContentDecoderRegistry(decoders());
    api.tls().context().ifPresent(tls -> builder.setConnectionManager(connections(api, tls)));
    builder.addExecInterceptorFirst(
        "caravan-credentials", (request, scope, chain) -> proven(api, request, scope, chain));
    builder.addExecInterceptorFirst("caravan-event-window", HttpClientSetup::windowed);
    builder.addExecInterceptorLast(
        "caravan-place-in-quota",
        (request, scope, chain) -> {
          api.gate().requirePlace();
          return chain.proceed(request, scope);
        });
    builder.addExecInterceptorAfter(
        ChainElement.COMPRESS.name(), "caravan-end-of-response", HttpClientSetup::ending);
    builder.addExecInterceptorFirst(
        "caravan-page-limit",
        (request, scope, chain) -> {
          // A response that never ends has a time of its own.
          Header window = request.getFirstHeader(EventWindow.HEADER);
          Duration more =
              window == null ? Duration.ZERO : EventWindow.parse(window.getValue()).time();
          return limited(
              ResponseDeadline.proceed(api, request, scope, chain),
              api.maxPageBytes(),
              api.answerTimeout().plus(more),
              scope.execRuntime::discardEndpoint);
        });
  }

  /** Those of the client, but for gzip. */
  private static LinkedHashMap<String, InputStreamFactory> decoders() {
    LinkedHashMap<String, InputStreamFactory> decoders = new LinkedHashMap<>();
    decoders.put("gzip", WholeGzip::new);
    decoders.put("x-gzip", WholeGzip::new);
    decoders.put("deflate", DeflateInputStreamFactory.getInstance());
    return decoders;
  }

  /** Of a response that never ends, the part that the request wants. */
  private static ClassicHttpResponse windowed(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Header window = request.getFirstHeader(EventWindow.HEADER);
    request.removeHeaders(EventWindow.HEADER);
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (window != null && entity != null && response.getCode() == HttpStatus.SC_OK) {
      response.setEntity(
          new WindowedEntity(
              entity,
              EventWindow.parse(window.getValue()),
              scope.execRuntime::discardEndpoint,
              Clock.systemUTC()));
    }
    return response;
  }

  /**
   * Says of a response that nothing but its connection ends it. What is compressed shows by itself
   * whether it is whole.
   */
  private static ClassicHttpResponse ending(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (entity != null
        && entity.getContentLength() < 0
        && !entity.isChunked()
        && entity.getContentEncoding() == null) {
      response.setHeader(ENDS_WITH, "close");
    }
    return response;
  }

  /** Before a connection is taken, since an access token may have to be fetched first. */
  private static ClassicHttpResponse proven(
      Api api, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!api.origins().isOwn(url(request))) {
      return chain.proceed(request, scope);
    }
    for (Auth auth : api.auths()) {
      auth.apply(request);
    }
    if (api.signer().isPresent()) {
      sign(api.signer().get(), request);
    }
    ClassicHttpResponse response = chain.proceed(request, scope);
    if (response.getCode() == HttpStatus.SC_UNAUTHORIZED) {
      api.auths().forEach(auth -> auth.refused(request));
    }
    return response;
  }

  private static void sign(RequestSigner signer, ClassicHttpRequest request) throws IOException {
    byte[] body = new byte[0];
    if (request.getEntity() != null) {
      HttpEntity entity = request.getEntity();
      body = EntityUtils.toByteArray(entity);
      request.setEntity(
          new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType())));
    }
    signer.sign(request.getMethod(), url(request), body).forEach(request::setHeader);
  }

  private static URI url(HttpRequest request) {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a request without a URL: " + e.getMessage(), e);
    }
  }

  /** Camel's own connections know nothing of one API's keys; the size of the pool is Camel's. */
  private static HttpClientConnectionManager connections(Api api, SSLContext tls) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setMaxConnTotal(MOST_CONNECTIONS)
        .setMaxConnPerRoute(MOST_CONNECTIONS_PER_ROUTE)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(api.connectTimeout()))
                .setSocketTimeout(Timeout.of(api.responseTimeout()))
                .build())
        .build();
  }

  private static ClassicHttpResponse limited(
      ClassicHttpResponse response, long maxBytes, Duration longest, Runnable disconnect) {
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      response.setEntity(new LimitedEntity(entity, maxBytes, longest, disconnect));
    }
    return response;
  }
}
