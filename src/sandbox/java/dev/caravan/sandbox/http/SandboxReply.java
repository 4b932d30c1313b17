package dev.caravan.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A response before it is sent. Header names compare without regard to case. */
public record SandboxReply(int status, Map<String, String> headers, Payload payload) {
  /** How the body goes out. */
  public sealed interface Payload {
    /** The whole body with its length. */
    record Whole(byte[] bytes) implements Payload {}

    /** The length of the whole body, but only the first so many bytes; then the connection ends. */
    record Cut(byte[] bytes, int sent) implements Payload {}

    /** Bytes without a length, until the writer returns; then the connection is cut. */
    record Streamed(Writing writing) implements Payload {}

    /** Writes a body while there is something to write. */
    interface Writing {
      void to(OutputStream out) throws IOException, InterruptedException;
    }

    /** A gzip that inflates to one record with a text of so many bytes. */
    record Inflating(long bytes) implements Payload {}
  }

  public SandboxReply {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = copy;
  }

  public static SandboxReply json(int status, byte[] body) {
    return new SandboxReply(
        status, Map.of("Content-Type", "application/json"), new Payload.Whole(body));
  }

  public static SandboxReply json(int status, JsonNode body) {
    return json(status, Json.bytes(body));
  }

  public static SandboxReply error(int status, String code, String message) {
    return json(status, Json.error(code, message));
  }

  public SandboxReply with(String name, String value) {
    return with(Map.of(name, value));
  }

  public SandboxReply with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.putAll(more);
    return new SandboxReply(status, all, payload);
  }

  public SandboxReply as(Payload newPayload) {
    return new SandboxReply(status, headers, newPayload);
  }

  /** Only the first share of the body (0 to 1, never all of it) is sent. */
  public SandboxReply cut(double share) {
    if (!(payload instanceof Payload.Whole whole) || whole.bytes().length == 0) {
      return this;
    }
    int sent = (int) Math.min(whole.bytes().length - 1, whole.bytes().length * share);
    return as(new Payload.Cut(whole.bytes(), sent));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
