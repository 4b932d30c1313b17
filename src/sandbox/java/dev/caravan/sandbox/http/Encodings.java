package dev.caravan.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** The variants {@code charset}, {@code bom} and {@code gzip} of a body, in this order. */
public final class Encodings {
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private Encodings() {}

  public static SandboxReply apply(SandboxReply reply, Variants variants) {
    if (!(reply.payload() instanceof SandboxReply.Payload.Whole whole)
        || whole.bytes().length == 0) {
      return reply;
    }
    SandboxReply encoded = reply;
    byte[] body = whole.bytes();
    String type = reply.header("Content-Type").orElse("");
    if (variants.is("charset", "iso-8859-1")) {
      body = latin1(body, type.contains("json"));
      encoded = encoded.with("Content-Type", type + "; charset=ISO-8859-1");
    } else if (variants.is("charset", "utf-8")) {
      encoded = encoded.with("Content-Type", type + "; charset=utf-8");
    }
    if (variants.is("bom", "yes")) {
      ByteArrayOutputStream marked = new ByteArrayOutputStream(body.length + BOM.length);
      marked.writeBytes(BOM);
      marked.writeBytes(body);
      body = marked.toByteArray();
    }
    if (variants.is("gzip", "yes")) {
      body = gzip(body);
      encoded = encoded.with("Content-Encoding", "gzip");
    }
    return encoded.as(new SandboxReply.Payload.Whole(body));
  }

  /** What the charset lacks becomes an escape in JSON, and a question mark elsewhere. */
  private static byte[] latin1(byte[] utf8, boolean json) {
    StringBuilder text = new StringBuilder(utf8.length);
    for (char c : new String(utf8, StandardCharsets.UTF_8).toCharArray()) {
      if (c > 0xff && json) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(body.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
