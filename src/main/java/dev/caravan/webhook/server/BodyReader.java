package dev.caravan.webhook.server;

import dev.caravan.webhook.request.WebhookReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads the body of one request as raw bytes of any content type, counting them as they come. Runs
 * on the event loop of the request.
 */
public final class BodyReader {
  private static final int GUESS = 4096;

  /** An announced length is only a claim; more is given when more has come. */
  private static final int FIRST = 65536;

  private final HttpServerRequest request;
  private final int most;
  private final Room room;
  private final AtomicLong taken = new AtomicLong();
  private Consumer<byte[]> whole;
  private Consumer<WebhookReply> refused;
  private byte[] bytes;
  private int length;
  private boolean ended;

  /**
   * Will read a request.
   *
   * @param most bytes of a body
   * @param room for the bytes of all requests; {@link #free} gives back what this one took
   */
  public BodyReader(HttpServerRequest request, int most, Room room) {
    this.request = request;
    this.most = most;
    this.room = room;
  }

  /**
   * Begins.
   *
   * @param whole gets the body
   * @param refused gets the reply when there will be no whole body
   */
  public void read(Consumer<byte[]> whole, Consumer<WebhookReply> refused) {
    this.whole = whole;
    this.refused = refused;
    if (isEncoded()) {
      refuse(WebhookReply.ENCODED);
      return;
    }
    long announced = announced();
    if (announced > most) {
      refuse(WebhookReply.TOO_LARGE);
      return;
    }
    bytes = new byte[announced < 0 ? GUESS : (int) Math.min(announced, FIRST)];
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.handler(this::take);
    request.endHandler(end -> complete());
  }

  /** Gives up, as far as it is not done. On the event loop. */
  public void abandon() {
    ended = true;
    bytes = null;
    free();
  }

  /** Gives the room back, once the body is no longer held. From any thread. */
  public void free() {
    room.free(taken.getAndSet(0));
  }

  private void take(Buffer chunk) {
    if (ended) {
      return;
    }
    int more = chunk.length();
    if (more > most - length) {
      refuse(WebhookReply.TOO_LARGE);
    } else if (!room.take(more)) {
      refuse(WebhookReply.BUSY);
    } else {
      taken.addAndGet(more);
      ensure(length + more);
      chunk.getBytes(bytes, length);
      length += more;
    }
  }

  private void ensure(int needed) {
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(needed, 2 * bytes.length)));
    }
  }

  private void complete() {
    if (!ended) {
      ended = true;
      whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }
  }

  private void refuse(WebhookReply reply) {
    abandon();
    refused.accept(reply);
  }

  /** No provider compresses webhooks, and a signature could be over either form. */
  private boolean isEncoded() {
    return request.headers().getAll("Content-Encoding").stream()
        .anyMatch(
            encoding -> !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity"));
  }

  private long announced() {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? -1 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
