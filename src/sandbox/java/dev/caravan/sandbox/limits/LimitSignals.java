package dev.caravan.sandbox.limits;

/**
 * How an API tells its callers about its quota.
 *
 * @param status of a refused request: 429, 403 as some have it, or 200
 * @param code {@code error.code} in the body of a refused request
 * @param retryAfter whether a refused request gets Retry-After
 * @param onEveryAnswer adds {@code RateLimit-Limit}, {@code -Remaining} and {@code -Reset} (in
 *     seconds from now) to every response, beside {@code X-RateLimit-*} (reset in epoch seconds)
 */
public record LimitSignals(int status, String code, boolean retryAfter, boolean onEveryAnswer) {
  public LimitSignals {
    if (status != 200 && (status < 400 || status > 599)) {
      throw new IllegalArgumentException(
          "status is " + status + ", must be 200 or 400 to 599 (default 429)");
    }
  }

  /** 429 with Retry-After. */
  public static LimitSignals usual() {
    return new LimitSignals(429, "rate_limited", true, false);
  }

  public LimitSignals withStatus(int newStatus) {
    return new LimitSignals(newStatus, code, retryAfter, onEveryAnswer);
  }

  public LimitSignals withCode(String newCode) {
    return new LimitSignals(status, newCode, retryAfter, onEveryAnswer);
  }

  public LimitSignals withoutRetryAfter() {
    return new LimitSignals(status, code, false, onEveryAnswer);
  }

  public LimitSignals withHeadersOnEveryAnswer() {
    return new LimitSignals(status, code, retryAfter, true);
  }
}
