package dev.caravan.worker.failure;

import dev.caravan.api.auth.TokenRefusedException;
import dev.caravan.api.auth.TokenUnavailableException;
import dev.caravan.api.http.Statuses;
import dev.caravan.api.limits.LimitSignalException;
import dev.caravan.api.limits.ParkedException;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What an API means that does not give the details of an event. */
public enum Refusal {
  /** There are none. */
  MISSING,
  /** Not for this request, however often it comes. */
  FINAL,
  /** Nobody gets a response now: later, or with other credentials. */
  LATER,
  /** The API is ill, or it always answers so for this event. */
  UNCLEAR;

  private static final Set<Integer> LATER_STATUSES = Set.of(401, 407, 425, 429);

  public static Refusal of(Throwable failure) {
    int status =
        FailureScope.find(HttpOperationFailedException.class, failure)
            .map(HttpOperationFailedException::getStatusCode)
            .orElse(0);
    boolean later =
        Stream.of(
                ParkedException.class,
                LimitSignalException.class,
                TokenRefusedException.class,
                TokenUnavailableException.class)
            .anyMatch(type -> FailureScope.find(type, failure).isPresent());
    if (Statuses.GONE.contains(status)) {
      return MISSING;
    }
    if (later || LATER_STATUSES.contains(status)) {
      return LATER;
    }
    return status != 0 && FailureScope.of(failure) != FailureScope.OUTAGE ? FINAL : UNCLEAR;
  }
}
