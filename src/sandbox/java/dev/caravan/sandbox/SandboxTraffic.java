package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.limits.SandboxRetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every request that came in since the start or the last {@link #clear()}, whatever it was
 * answered, in order of arrival; those to {@code /_sandbox} are left out. All clients count as one.
 * Safe for any thread; each response is a snapshot.
 */
public final class SandboxTraffic {
  private final Clock clock;
  private final List<SeenRequest> requests = new ArrayList<>();
  private final List<EarlyRequest> early = new ArrayList<>();
  private final Map<String, Long> ordinals = new HashMap<>();
  private Instant notBefore = Instant.MIN;
  private Instant waitGiven = Instant.MIN;
  private String waitGivenFor = "";

  SandboxTraffic(Clock clock) {
    this.clock = clock;
  }

  public synchronized List<SeenRequest> requests() {
    return List.copyOf(requests);
  }

  public List<SeenRequest> requests(String collection) {
    return requests().stream().filter(each -> each.collection().equals(collection)).toList();
  }

  /** How often a page was asked for, the first being 1. */
  public int timesRequested(String collection, int page) {
    return (int) requests(collection).stream().filter(each -> each.page() == page).count();
  }

  /**
   * Requests that came before the end of a Retry-After that an earlier response had given, without
   * those that may have {@linkplain #requestsThatCrossed() crossed} that response.
   */
  public synchronized List<EarlyRequest> requestsEarlierThanAllowed() {
    return early.stream().filter(each -> !each.crossed()).toList();
  }

  /** Requests that were likely on their way when a response asked to wait. */
  public synchronized List<EarlyRequest> requestsThatCrossed() {
    return early.stream().filter(EarlyRequest::crossed).toList();
  }

  /** The most requests that arrived within one window of this length, wherever it begins. */
  public int maxInAnySlidingWindow(Duration window) {
    List<SeenRequest> all = requests();
    int first = 0;
    int most = 0;
    for (int last = 0; last < all.size(); last++) {
      while (!all.get(first).at().plus(window).isAfter(all.get(last).at())) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  /** Requests by the start of their window, on a grid that starts in 1970; empty ones left out. */
  public Map<Instant, Integer> perWindow(Duration window) {
    long millis = window.toMillis();
    Map<Instant, Integer> counts = new TreeMap<>();
    for (SeenRequest each : requests()) {
      long start = Math.floorDiv(each.at().toEpochMilli(), millis) * millis;
      counts.merge(Instant.ofEpochMilli(start), 1, Integer::sum);
    }
    return counts;
  }

  /** Requests by the status answered; 0 for those still without a response. */
  public Map<Integer, Integer> perStatus() {
    Map<Integer, Integer> counts = new TreeMap<>();
    requests().forEach(each -> counts.merge(each.status(), 1, Integer::sum));
    return counts;
  }

  /** Forgets all requests and waits; ordinals start at 1 again. */
  public synchronized void clear() {
    requests.clear();
    early.clear();
    ordinals.clear();
    notBefore = Instant.MIN;
  }

  synchronized SeenRequest arrived(ApiRequest request, int page) {
    Instant now = clock.instant();
    long ordinal = ordinals.merge("", 1L, Long::sum);
    long inCollection = ordinals.merge("/" + request.collection(), 1L, Long::sum);
    SeenRequest seen =
        new SeenRequest(
            ordinal,
            inCollection,
            now,
            System.nanoTime(),
            request.collection(),
            request.rawQuery(),
            page,
            0,
            request.requestId(),
            request.hasAuthorization());
    requests.add(seen);
    if (now.isBefore(notBefore)) {
      boolean repeats = waitGivenFor.equals(seen.collection() + "?" + seen.query());
      early.add(new EarlyRequest(seen, notBefore, Duration.between(waitGiven, now), repeats));
    }
    return seen;
  }

  synchronized void answered(SeenRequest seen, SandboxReply reply) {
    int index = (int) seen.ordinal() - 1;
    if (index < requests.size() && requests.get(index).equals(seen)) {
      requests.set(index, seen.answered(reply.status()));
    }
    Instant now = clock.instant();
    reply
        .header("Retry-After")
        .flatMap(value -> SandboxRetryAfter.end(value, now))
        .filter(end -> end.isAfter(notBefore))
        .ifPresent(
            end -> {
              notBefore = end;
              waitGiven = now;
              waitGivenFor = seen.collection() + "?" + seen.query();
            });
  }

  ObjectNode stats(Duration window) {
    ObjectNode stats = Json.object().put("requests", requests().size());
    ObjectNode collections = stats.putObject("collections");
    for (SeenRequest each : requests()) {
      ObjectNode counts = collections.withObjectProperty(each.collection());
      counts.put("requests", counts.path("requests").asInt() + 1);
      ObjectNode pages = counts.withObjectProperty("pages");
      String page = String.valueOf(each.page());
      pages.put(page, pages.path(page).asInt() + 1);
    }
    ObjectNode statuses = stats.putObject("statuses");
    perStatus().forEach((status, count) -> statuses.put(String.valueOf(status), count));
    ObjectNode windows = stats.putObject("windows");
    perWindow(window).forEach((start, count) -> windows.put(start.toString(), count));
    stats.put("window", window.toString());
    stats.put("maxInAnyWindow", maxInAnySlidingWindow(window));
    stats.put("earlierThanAllowed", requestsEarlierThanAllowed().size());
    return stats;
  }
}
