package dev.caravan.api.http;

import java.util.Set;

/** What some HTTP statuses say of the thing that was asked for; RFC 9110, 15.5. */
public final class Statuses {
  /** Not found, gone: it is not there, or no more. */
  public static final Set<Integer> GONE = Set.of(404, 410);

  /** Bad request and unprocessable content beside these: a position that is no longer known. */
  public static final Set<Integer> EXPIRED = Set.of(400, 404, 410, 422);

  /** Bad request, not found, range not satisfiable, unprocessable content: after the last page. */
  public static final Set<Integer> PAST_THE_END = Set.of(400, 404, 416, 422);

  private Statuses() {}
}
