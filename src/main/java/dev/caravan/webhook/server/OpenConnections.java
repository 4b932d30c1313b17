package dev.caravan.webhook.server;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The connections of a process's HTTP servers, and their limits. When there are too many, the one
 * that has waited longest for a request makes room, so that connections held open by the hundred do
 * not keep out a provider. Safe for any thread.
 */
final class OpenConnections {
  private static final int MOST = 500;
  private static final Duration FIRST_HEADER = Duration.ofSeconds(10);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

  private final int most;
  private final Duration firstHeader;
  private final Duration keepAlive;
  private final Consumer<String> refused;
  private final Set<ConnectionGuard> open = new LinkedHashSet<>();
  private final Set<ConnectionGuard> waiting = new LinkedHashSet<>();

  OpenConnections(int most, Duration firstHeader, Duration keepAlive, Consumer<String> refused) {
    this.most = most;
    this.firstHeader = firstHeader;
    this.keepAlive = keepAlive;
    this.refused = refused;
  }

  static OpenConnections limited(Consumer<String> refused) {
    return new OpenConnections(MOST, FIRST_HEADER, KEEP_ALIVE, refused);
  }

  /** How long a connection may take to its first request. */
  Duration firstHeader() {
    return firstHeader;
  }

  /** How long a connection may take from a reply to its next request. */
  Duration keepAlive() {
    return keepAlive;
  }

  /** One opens and waits for its first request. */
  void opens(ConnectionGuard connection) {
    ConnectionGuard tooMany = null;
    synchronized (this) {
      open.add(connection);
      waiting.add(connection);
      if (open.size() > most) {
        tooMany = waiting.iterator().next();
        closed(tooMany);
      }
    }
    if (tooMany != null) {
      tooMany.close("too_many");
    }
  }

  synchronized void works(ConnectionGuard connection) {
    waiting.remove(connection);
  }

  synchronized void waits(ConnectionGuard connection) {
    if (open.contains(connection)) {
      waiting.add(connection);
    }
  }

  synchronized void closed(ConnectionGuard connection) {
    open.remove(connection);
    waiting.remove(connection);
  }

  void count(String reason) {
    refused.accept(reason);
  }
}
