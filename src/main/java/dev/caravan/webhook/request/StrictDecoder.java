package dev.caravan.webhook.request;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Reads requests of which every proxy sees the same end: Netty's own takes {@code
 * Transfer-Encoding} where {@code Content-Length} stands beside it, and a proxy may take the other.
 */
public final class StrictDecoder extends VertxHttpRequestDecoder {
  public StrictDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
