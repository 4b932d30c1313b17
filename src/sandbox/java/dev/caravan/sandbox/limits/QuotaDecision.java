package dev.caravan.sandbox.limits;

import dev.caravan.sandbox.http.SandboxReply;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A quota's decision as a client gets to see it. */
public final class QuotaDecision {
  private final LimitSignals signals;

  public QuotaDecision(LimitSignals signals) {
    this.signals = signals;
  }

  public SandboxReply refusal(SandboxQuota.Decision decision, Instant now) {
    String message = "over the quota of " + decision.limit();
    SandboxReply reply =
        SandboxReply.error(signals.status(), signals.code(), message).with(headers(decision, now));
    return signals.retryAfter()
        ? reply.with("Retry-After", String.valueOf(decision.retryAfterSeconds(now)))
        : reply;
  }

  public Map<String, String> headers(SandboxQuota.Decision decision, Instant now) {
    Map<String, String> headers = new TreeMap<>();
    if (decision.limit() > 0) {
      put(headers, "X-RateLimit-", decision, decision.resetEpochSeconds());
    }
    if (decision.limit() > 0 && signals.onEveryAnswer()) {
      put(headers, "RateLimit-", decision, decision.retryAfterSeconds(now));
    }
    return headers;
  }

  private static void put(
      Map<String, String> headers, String prefix, SandboxQuota.Decision decision, long reset) {
    headers.put(prefix + "Limit", String.valueOf(decision.limit()));
    headers.put(prefix + "Remaining", String.valueOf(decision.remaining()));
    headers.put(prefix + "Reset", String.valueOf(reset));
  }
}
