package dev.caravan.sandbox.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Sends a response, whole or broken as it asks. */
public final class ReplyWriter {
  private ReplyWriter() {}

  public static void send(HttpExchange exchange, SandboxReply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    if (reply.payload() instanceof SandboxReply.Payload.Whole whole) {
      sendWhole(exchange, reply.status(), whole.bytes());
    } else if (reply.payload() instanceof SandboxReply.Payload.Streamed streamed) {
      sendStreamed(exchange, reply.status(), streamed.writing());
    } else if (reply.payload() instanceof SandboxReply.Payload.Cut cut) {
      sendCut(exchange, reply.status(), cut);
    } else if (reply.payload() instanceof SandboxReply.Payload.Inflating inflating) {
      sendInflating(exchange, reply.status(), inflating.bytes());
    }
  }

  private static void sendWhole(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static void sendCut(HttpExchange exchange, int status, SandboxReply.Payload.Cut cut)
      throws IOException {
    exchange.sendResponseHeaders(status, cut.bytes().length);
    OutputStream body = exchange.getResponseBody();
    body.write(cut.bytes(), 0, cut.sent());
    body.flush();
  }

  /** A length that is never reached: the end of the body is a cut connection. */
  private static void sendStreamed(
      HttpExchange exchange, int status, SandboxReply.Payload.Writing writing) throws IOException {
    exchange.sendResponseHeaders(status, Long.MAX_VALUE);
    OutputStream body = exchange.getResponseBody();
    body.flush();
    try {
      writing.to(body);
    } catch (InterruptedException e) {
      // The sandbox closes: so does the stream.
      Thread.currentThread().interrupt();
    }
  }

  private static void sendInflating(HttpExchange exchange, int status, long bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(status, 0);
    byte[] block = new byte[64 * 1024];
    Arrays.fill(block, (byte) 'a');
    try (OutputStream gzip = new GZIPOutputStream(exchange.getResponseBody())) {
      gzip.write(
          "{\"data\":[{\"id\":1,\"order_id\":\"O-000001\",\"note\":\""
              .getBytes(StandardCharsets.US_ASCII));
      for (long left = bytes; left > 0; left -= block.length) {
        gzip.write(block, 0, (int) Math.min(left, block.length));
      }
      gzip.write(
          "\",\"updated_at\":\"2025-01-01T00:00:00.000Z\"}],\"next_cursor\":null}"
              .getBytes(StandardCharsets.US_ASCII));
    }
  }
}
