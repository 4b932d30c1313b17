package dev.caravan.run;

import dev.caravan.config.time.Durations;
import dev.caravan.run.history.RunHistory;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.StreamStatus;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.state.Causes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a route of the user's when a stream fails, when it is well again, and when it has not been
 * complete for long: once for each, however often it fails in between, and over restarts. A route
 * that fails itself, or takes long, holds up no stream. Safe for any thread.
 */
public final class Notices implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RunHistory history;
  private final StreamStatuses statuses;
  private final Clock clock;
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Set<String> late = ConcurrentHashMap.newKeySet();
  private CamelContext context;
  private String route = "";
  private Optional<Duration> overdue = Optional.empty();

  public Notices(RunHistory history, StreamStatuses statuses, Clock clock) {
    this.history = history;
    this.statuses = statuses;
    this.clock = clock;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  /** The id of the route that is told; nobody is when empty. */
  public void setRoute(String route) {
    this.route = route.strip();
  }

  /** How long a stream may be without a complete run; for ever when empty. */
  public void setOverdue(String overdue) {
    this.overdue =
        overdue.isBlank()
            ? Optional.empty()
            : Optional.of(Durations.parse("caravan.notify.overdue", overdue));
  }

  /** A run ended; one without an id has no entry in the history. */
  void ended(RunOutcome outcome, Optional<String> run) {
    if (route.isEmpty() || !outcome.state().isFailure() && !outcome.isSuccess()) {
      return;
    }
    String stream = outcome.stream();
    boolean failed = failing.contains(stream) || failedBefore(stream, run);
    if (outcome.isSuccess()) {
      failing.remove(stream);
    } else {
      failing.add(stream);
    }
    if (failed == outcome.isSuccess()) {
      Map<String, Object> notice = notice(failed ? "recovered" : "failed", stream);
      run.ifPresent(id -> notice.put("run", id));
      notice.put("state", outcome.state().text());
      notice.put("error", outcome.error().orElse(null));
      send(notice);
    }
  }

  private boolean failedBefore(String stream, Optional<String> run) {
    try {
      return history.failedBefore(stream, run.orElse(""));
    } catch (RuntimeException e) {
      LOG.debug("stream {}: how its run before ended cannot be read: {}", stream, Causes.of(e));
      return false;
    }
  }

  /** Looks which streams of this process have not been complete for long. */
  public void look() {
    if (route.isEmpty() || overdue.isEmpty()) {
      return;
    }
    Instant since = clock.instant().minus(overdue.get());
    for (StreamStatus status : statuses.all()) {
      String stream = status.checkpoint().stream();
      if (!isOurs(status) || !status.isOverdue(since)) {
        late.remove(stream);
      } else if (late.add(stream)) {
        Map<String, Object> notice = notice("overdue", stream);
        notice.put(
            "last_success", status.checkpoint().lastSuccess().map(Instant::toString).orElse(null));
        send(notice);
      }
    }
  }

  /** A new stream has as long from the start of the process. */
  private boolean isOurs(StreamStatus status) {
    boolean late =
        status.checkpoint().lastSuccess().isPresent()
            || context.getUptime().compareTo(overdue.orElseThrow()) > 0;
    return late && context.getRoute(status.checkpoint().stream()) != null;
  }

  private Map<String, Object> notice(String event, String stream) {
    Map<String, Object> notice = new LinkedHashMap<>();
    notice.put("event", event);
    notice.put("stream", stream);
    notice.put("at", clock.instant().toString());
    return notice;
  }

  /** A process that ends after its run waits for it, but not for ever. */
  private void send(Map<String, Object> notice) {
    try (ProducerTemplate template = context.createProducerTemplate()) {
      Exchange sent =
          template
              .asyncSend(
                  context.getRoute(route).getEndpoint(),
                  exchange -> {
                    exchange.getIn().setBody(notice);
                    exchange.getIn().setHeader("caravanEvent", notice.get("event"));
                  })
              .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      if (sent.isFailed()) {
        warn(notice, sent.getException());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      warn(notice, e);
    } catch (TimeoutException | ExecutionException | IOException | RuntimeException e) {
      warn(notice, e);
    }
  }

  private void warn(Map<String, Object> notice, Exception e) {
    LOG.error(
        "stream {}: the route {} was not told that it is {}: {}",
        notice.get("stream"),
        route,
        notice.get("event"),
        Causes.of(e));
  }
}
