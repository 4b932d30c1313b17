package dev.caravan.webhook;

import dev.caravan.config.Metric;
import dev.caravan.state.Readiness;
import dev.caravan.webhook.request.WebhookReply;
import io.micrometer.core.instrument.Counter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The webhook receivers of a context: their requests counted by outcome in {@code
 * caravan_webhooks_total}, and the readiness check {@code caravan-webhooks}, which is down while
 * the broker of one is away or nothing listens for it.
 */
public final class Receivers extends Readiness implements CamelContextAware {
  private final Map<String, Receiver> declared = new ConcurrentHashMap<>();
  private final Map<String, BrokerState> states = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Counter>> counters = new ConcurrentHashMap<>();
  private CamelContext context;

  public Receivers() {
    super("caravan-webhooks");
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  /** A receiver is configured, though it may never begin. */
  void declare(String route, Receiver receiver) {
    declared.put(route, receiver);
  }

  /** All that are configured. */
  public Collection<Receiver> declared() {
    return declared.values();
  }

  /**
   * A receiver begins.
   *
   * @throws IllegalArgumentException when another one has the same source and so the same address
   */
  void add(String source) {
    if (states.putIfAbsent(source, BrokerState.unknown()) != null) {
      throw new IllegalArgumentException(
          "source " + source + " has two routes; only one can answer at /webhook/" + source);
    }
  }

  /** A receiver ends. */
  void remove(String source) {
    states.remove(source);
  }

  /** What is known of a receiver's broker from now on. */
  void report(String source, BrokerState state) {
    states.computeIfPresent(source, (name, before) -> state);
  }

  BrokerState state(String source) {
    return states.getOrDefault(source, BrokerState.unknown());
  }

  void count(String source, WebhookReply reply) {
    counters
        .computeIfAbsent(source, name -> new ConcurrentHashMap<>())
        .computeIfAbsent(reply.outcome(), outcome -> counter(source, outcome))
        .increment();
  }

  @Override
  protected void look(Report report) {
    if (states.isEmpty()) {
      return;
    }
    Optional<String> deaf = Listening.problem(context);
    states.forEach(
        (source, state) ->
            report.add(source, deaf.orElseGet(state::text), deaf.isPresent() || state.isDown()));
  }

  private Counter counter(String source, String outcome) {
    return Metric.WEBHOOKS.counter(Metric.meters(context), "source", source, "outcome", outcome);
  }
}
