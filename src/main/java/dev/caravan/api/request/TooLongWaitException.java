package dev.caravan.api.request;

import java.time.Instant;

/** An API asks to wait longer than {@code maxPark}, which is more likely a mistake than meant. */
public final class TooLongWaitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooLongWaitException(Request request, Instant until) {
    super(
        "%s (request %s): the API asks to wait until %s, longer than maxPark %s of the API %s; ask its provider what is meant, and raise maxPark if it is"
            .formatted(
                request.shown(), request.id(), until, request.api().maxPark(), request.apiName()));
  }
}
