package dev.caravan.page.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Api;
import dev.caravan.api.limits.GateStanding;
import dev.caravan.cluster.Nodes;
import dev.caravan.config.Metric;
import dev.caravan.run.Input;
import dev.caravan.run.Schedule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;

/** What only the process knows: its routes, its schedule, its quotas, what it measures. */
public final class ThisProcess {
  private final CamelContext context;
  private final WorkersHere workers;

  public ThisProcess(CamelContext context) {
    this.context = context;
    this.workers = WorkersHere.of(context);
  }

  /** The streams of its routes, by name. */
  public Map<String, Input> inputs() {
    return schedule().map(Schedule::inputs).orElse(Map.of());
  }

  /** The workers of its routes. */
  public Collection<String> workers() {
    return workers.names();
  }

  /** Its name among the processes that share a database, empty when it shares none. */
  public String node() {
    Nodes nodes = context.getRegistry().lookupByNameAndType("caravanNodes", Nodes.class);
    return nodes == null ? "" : nodes.name();
  }

  public Clock clock() {
    Clock shared = context.getRegistry().lookupByNameAndType("caravanClock", Clock.class);
    return Objects.requireNonNullElseGet(shared, Clock::systemUTC);
  }

  /** When its streams run. */
  public Optional<Schedule> schedule() {
    return Optional.ofNullable(
        context.getRegistry().lookupByNameAndType("caravanSchedule", Schedule.class));
  }

  /** What an API allows, and what is used of it now. */
  ArrayNode apis() {
    ArrayNode all = RowJson.array();
    new TreeMap<>(context.getRegistry().findByTypeWithName(Api.class))
        .forEach(
            (name, api) -> {
              GateStanding standing = api.gate().standing();
              ObjectNode json = all.addObject();
              json.put("name", name);
              standing
                  .quota()
                  .ifPresent(
                      quota -> {
                        json.put("quota", quota.requests());
                        json.put("period_seconds", quota.period().toSeconds());
                        json.put("used", standing.used());
                        json.put("left", Math.max(0, quota.requests() - standing.used()));
                      });
              json.put("waits_until", standing.opens().map(Instant::toString).orElse(null));
            });
    return all;
  }

  /** What senders were told since this process began, by source and outcome. */
  ArrayNode webhooks() {
    Map<String, Map<String, Long>> sources = new TreeMap<>();
    for (Counter counter : meters().find(Metric.WEBHOOKS.key()).counters()) {
      sources
          .computeIfAbsent(counter.getId().getTag("source"), name -> new TreeMap<>())
          .merge(counter.getId().getTag("outcome"), (long) counter.count(), Long::sum);
    }
    ArrayNode all = RowJson.array();
    sources.forEach(
        (source, outcomes) -> {
          ObjectNode json = all.addObject().put("source", source);
          ObjectNode counts = json.putObject("outcomes");
          outcomes.forEach(counts::put);
        });
    return all;
  }

  /** Adds what is known of a stream or a worker. */
  void describe(String name, Input input, ObjectNode stream) {
    TimeGauge lag = meters().find(Metric.WATERMARK_LAG.key()).tag("stream", name).timeGauge();
    if (lag != null) {
      stream.put("lag_seconds", Math.round(lag.value(TimeUnit.SECONDS)));
    }
    Gauge behind = meters().find(Metric.WORKER_LAG.key()).tag("stream", name).gauge();
    if (behind != null) {
      stream.put("lag_messages", Math.round(behind.value()));
    }
    stream.put("waits_for", waitsFor(name, input, stream).orElse(null));
  }

  private Optional<String> waitsFor(String name, Input input, ObjectNode stream) {
    if (stream.path("paused").asBoolean()) {
      return Optional.of("resume");
    }
    if (!stream.path("parked_until").isNull()) {
      return Optional.of("the instant that the API named");
    }
    if (workers.waits(name)) {
      return Optional.of("what is away; see the health of workers");
    }
    boolean runs = stream.path("last_run").path("state").asText().equals("running");
    return runs && input != null && input.api().gate().standing().opens().isPresent()
        ? Optional.of("the quota of " + input.apiName())
        : Optional.empty();
  }

  private MeterRegistry meters() {
    return Metric.meters(context);
  }
}
