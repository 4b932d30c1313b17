package dev.caravan.api.limits;

import java.io.IOException;

/**
 * A request was let through so long ago that its place is another process's by now. Nothing was
 * sent; like any request that got no answer it is tried again, through the gate.
 */
public final class StalePlaceException extends IOException {
  private static final long serialVersionUID = 1L;

  StalePlaceException() {
    super("this process was paused for so long that its part of the quota went to others");
  }
}
