package dev.caravan.sandbox;

import dev.caravan.sandbox.limits.LimitSignals;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a sandbox starts. Begin with {@link #defaults()} or {@link #demo()} and change what differs.
 *
 * @param port 0 for any free one
 * @param token what a request must carry; empty: none
 * @param seed decides every value of the data
 * @param quota requests allowed per window; 0: no quota
 * @param sliding true counts the window back from each request, false in fixed windows since 1970
 * @param clock times the quota, Retry-After and the traffic
 * @param preset called once before the first request, for example to add faults
 * @param protection OAuth2, signatures and the signals of the quota
 */
public record SandboxOptions(
    int port,
    String token,
    long seed,
    int items,
    int orders,
    int customers,
    int quota,
    Duration window,
    boolean sliding,
    Clock clock,
    Consumer<Sandbox> preset,
    Protection protection) {

  public SandboxOptions {
    require(port >= 0 && port <= 65535, "port", port, "0 to 65535 (default 0)");
    require(items >= 0, "items", items, "0 or more (default 2000)");
    require(orders >= 0, "orders", orders, "0 or more (default 1000)");
    require(customers >= 0, "customers", customers, "0 or more (default 300)");
    require(quota >= 0, "quota", quota, "0 or more (default 0, no quota)");
    require(window.toMillis() > 0, "window", window, "at least 1 ms (default 1 s)");
  }

  /** 2,000 items, 1,000 orders, 300 customers, no token, no quota, no faults. */
  public static SandboxOptions defaults() {
    return new SandboxOptions(
        0,
        "",
        42,
        2000,
        1000,
        300,
        0,
        Duration.ofSeconds(1),
        false,
        new SandboxClock(),
        s -> {},
        Protection.none());
  }

  /**
   * The demo: token {@code sandbox-token}, 20 requests in any 2 s, and on the way 429, 500 and 503,
   * a response cut off, repeated records out of order, a field that appears half-way and bad
   * records. Always the same; all of it ends by itself.
   */
  public static SandboxOptions demo() {
    return defaults()
        .withToken("sandbox-token")
        .withSlidingQuota(20, Duration.ofSeconds(2))
        .withPreset(DemoPreset::install);
  }

  public SandboxOptions withPort(int newPort) {
    return new SandboxOptions(
        newPort,
        token,
        seed,
        items,
        orders,
        customers,
        quota,
        window,
        sliding,
        clock,
        preset,
        protection);
  }

  public SandboxOptions withToken(String newToken) {
    return new SandboxOptions(
        port,
        newToken,
        seed,
        items,
        orders,
        customers,
        quota,
        window,
        sliding,
        clock,
        preset,
        protection);
  }

  public SandboxOptions withSeed(long newSeed) {
    return new SandboxOptions(
        port,
        token,
        newSeed,
        items,
        orders,
        customers,
        quota,
        window,
        sliding,
        clock,
        preset,
        protection);
  }

  public SandboxOptions withCounts(int newItems, int newOrders, int newCustomers) {
    return new SandboxOptions(
        port,
        token,
        seed,
        newItems,
        newOrders,
        newCustomers,
        quota,
        window,
        sliding,
        clock,
        preset,
        protection);
  }

  /** So many requests in each fixed window, counted from 1970-01-01T00:00:00Z. */
  public SandboxOptions withQuota(int requests, Duration newWindow) {
    return new SandboxOptions(
        port,
        token,
        seed,
        items,
        orders,
        customers,
        requests,
        newWindow,
        false,
        clock,
        preset,
        protection);
  }

  /** So many requests in any window, wherever it begins. */
  public SandboxOptions withSlidingQuota(int requests, Duration newWindow) {
    return new SandboxOptions(
        port,
        token,
        seed,
        items,
        orders,
        customers,
        requests,
        newWindow,
        true,
        clock,
        preset,
        protection);
  }

  public SandboxOptions withClock(Clock newClock) {
    return new SandboxOptions(
        port,
        token,
        seed,
        items,
        orders,
        customers,
        quota,
        window,
        sliding,
        newClock,
        preset,
        protection);
  }

  public SandboxOptions withPreset(Consumer<Sandbox> newPreset) {
    return new SandboxOptions(
        port,
        token,
        seed,
        items,
        orders,
        customers,
        quota,
        window,
        sliding,
        clock,
        newPreset,
        protection);
  }

  public SandboxOptions withProtection(Protection newProtection) {
    return new SandboxOptions(
        port,
        token,
        seed,
        items,
        orders,
        customers,
        quota,
        window,
        sliding,
        clock,
        preset,
        newProtection);
  }

  /** Takes only tokens of {@code POST /oauth/token}; leave {@link #token} empty with it. */
  public SandboxOptions withOAuth(OAuthOptions oauth) {
    return withProtection(
        new Protection(Optional.of(oauth), protection.hmacSecret(), protection.limitSignals()));
  }

  /** Takes only requests that are signed with this secret; see {@link Protection}. */
  public SandboxOptions withHmacSecret(String secret) {
    return withProtection(new Protection(protection.oauth(), secret, protection.limitSignals()));
  }

  public SandboxOptions withLimitSignals(LimitSignals signals) {
    return withProtection(new Protection(protection.oauth(), protection.hmacSecret(), signals));
  }

  private static void require(boolean rule, String name, Object value, String allowed) {
    if (!rule) {
      throw new IllegalArgumentException(name + " is " + value + ", must be " + allowed);
    }
  }
}
