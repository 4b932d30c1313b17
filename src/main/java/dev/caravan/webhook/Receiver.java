package dev.caravan.webhook;

import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Objections;
import dev.caravan.webhook.request.Incoming;
import dev.caravan.webhook.request.SparseLog;
import dev.caravan.webhook.request.WebhookReply;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code caravan-webhook}: the steps of its route and, as an engine of {@code platform-http},
 * what calls them. The reply is 2xx only when the step after Kafka was reached.
 */
public final class Receiver implements PlatformHttpEngine, CamelContextAware {
  /** The longest from the end of a request to its reply; the strictest provider waits 3 s. */
  static final long ANSWER_MILLIS = 2000;

  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
  private static final String REPLY = "caravanReply";
  private static final String TOPIC_HEADER = "kafka.OVERRIDE_TOPIC";
  private static final String KEY_HEADER = "kafka.KEY";

  private final SparseLog refusals = new SparseLog(LOG, Clock.systemUTC());
  private final SparseLog failures = new SparseLog(LOG, Clock.systemUTC());
  private final BrokerSettings broker = new BrokerSettings();
  private CamelContext context;
  private Receivers receivers;
  private String route;
  private String name;
  private Source source;
  private String topic = "webhook.{source}";
  private Optional<String> key = Optional.empty();
  private boolean once;
  private Judge judge;
  private BrokerWatch watch;

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  public void setReceivers(Receivers receivers) {
    this.receivers = receivers;
  }

  /** The route that uses the kamelet. */
  public void setRoute(String route) {
    this.route = route;
  }

  /** The name of the source's bean, the last part of the address. */
  public void setName(String name) {
    this.name = name;
  }

  public void setSource(Source source) {
    this.source = source;
  }

  /** Where events go: {@code {source}} and {@code {type}} stand for what they say. */
  public void setTopic(String topic) {
    this.topic = topic;
  }

  /** What an event is about: a place or a template; without it the event's id. */
  public void setKey(String key) {
    this.key = Optional.of(key);
  }

  /** Where the broker is and what it takes. */
  public BrokerSettings getBroker() {
    return broker;
  }

  /** Whether this process only runs streams once and receives nothing. */
  public void setOnce(boolean once) {
    this.once = once;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new WebhookConsumer(endpoint, processor, this);
  }

  @Override
  public int getServerPort() {
    return 0;
  }

  /**
   * Called once all parameters are set.
   *
   * @throws ConfigurationException naming the route, the source and the rule
   */
  public void init() {
    if (once) {
      return;
    }
    try {
      check();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "route " + route + ": caravan-webhook: " + e.getMessage(), e);
    }
  }

  private void check() {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException(
          "source '" + name + "' is part of the address; it takes letters, digits, '.', '_', '-'");
    }
    broker.check(name);
    judge = new Judge(name, source.scheme(name), topic, key);
    receivers.declare(route, this);
  }

  /** Begins to watch the broker; false when this process receives nothing. */
  boolean start() {
    if (once) {
      return false;
    }
    receivers.add(name);
    watch = new BrokerWatch(context, name, broker, judge.onlyTopic(), receivers);
    watch.start();
    return true;
  }

  /**
   * Asks the broker whether it would take events, for a few seconds at most; nothing is sent.
   *
   * @param faults takes why it would not
   * @param outages takes that it does not answer
   */
  public void askBroker(Objections faults, Objections outages) {
    String where = "route " + route + ": source " + name + ": ";
    BrokerWatch question = new BrokerWatch(context, name, broker, judge.onlyTopic(), receivers);
    try {
      question.ask(false).ifPresent(why -> faults.add(where + why));
    } catch (KafkaException | ExecutionException e) {
      outages.add(where + question.explain(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    watch.stop();
    receivers.remove(name);
  }

  String name() {
    return name;
  }

  int maxBytes() {
    return broker.maxBytes();
  }

  void count(WebhookReply reply) {
    receivers.count(name, reply);
  }

  /** The reply that the steps left; without one nothing is known to be stored. */
  WebhookReply replyTo(Exchange exchange) {
    return exchange.getProperty(REPLY, WebhookReply.UNAVAILABLE, WebhookReply.class);
  }

  /** Step: makes an event of the request in the body, or leaves the reply to it. */
  public void verify(Exchange exchange) {
    Judgement verdict = judge.judge((Incoming) exchange.getIn().getBody());
    if (verdict instanceof Judgement.Answered answered) {
      exchange.setProperty(REPLY, answered.reply());
      if (!answered.why().isEmpty()) {
        refusals.warn("source " + name + ": " + answered.why());
      }
      return;
    }
    ReceivedEvent event = ((Judgement.Accepted) verdict).event();
    Message message = exchange.getIn();
    message.setBody(event.body());
    message.setHeaders(event.headers());
    // Both spellings: Camel renamed these headers in patch releases.
    message.setHeader(TOPIC_HEADER, event.topic());
    message.setHeader("CamelKafkaOverrideTopic", event.topic());
    message.setHeader(KEY_HEADER, event.key());
    message.setHeader("CamelKafkaKey", event.key());
  }

  /** Step: the broker has confirmed. */
  public void accept(Exchange exchange) {
    exchange.setProperty(REPLY, WebhookReply.ACCEPTED);
    watch.confirmed();
  }

  /** Step: something failed, before the broker's word or, harmlessly for the event, after it. */
  public void fail(Exchange exchange) {
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (replyTo(exchange) == WebhookReply.ACCEPTED) {
      failures.warn(
          "source " + name + ": an event is stored, but a step after that failed: " + cause);
      return;
    }
    String why = "Kafka does not take events: " + cause.getMessage();
    failures.warn("source " + name + ": " + why);
    watch.failed(why);
    exchange.setProperty(REPLY, WebhookReply.UNAVAILABLE);
  }
}
