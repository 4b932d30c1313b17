package dev.caravan.worker;

import dev.caravan.api.Api;
import dev.caravan.api.request.Call;
import dev.caravan.config.time.Durations;
import dev.caravan.response.JsonPathTo;
import dev.caravan.worker.batch.Progress;
import dev.caravan.worker.details.Details;
import dev.caravan.worker.details.DetailsParameters;
import dev.caravan.worker.event.EventReader;
import dev.caravan.worker.event.Tombstones;
import dev.caravan.worker.seen.SeenEvents;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * One worker: where events and records are in its messages, which details to ask for, and what to
 * do about failures. Configured by the parameters of the {@code caravan-worker} kamelet; immutable
 * after {@link #init}, apart from its run and what was last answered.
 */
public final class Worker implements Processor, CamelContextAware {
  private static final String PROPERTY = "caravanWorker";
  private static final String BETWEEN_PATHS = "\\s*,\\s*(?=\\$)";

  private String name;
  private String topic;
  private String brokers;
  private String group;
  private String deadLetters;
  private Optional<JsonPathTo> events = Optional.empty();
  private List<JsonPathTo> eventId = List.of();
  private JsonPathTo record = new JsonPathTo("record", "$");
  private Optional<Tombstones> tombstones = Optional.empty();
  private final DetailsParameters details = new DetailsParameters();
  private int retries = 2;
  private Duration retryDelay = Duration.ofSeconds(1);
  private EventReader reader;
  private Optional<Details> detailsOfEvents = Optional.empty();
  private CamelContext context;
  private SeenEvents seen;
  private WorkRun run;
  private final Progress progress = new Progress();
  private volatile Call answered;

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  /** The worker of an exchange, which the kamelet puts there. */
  public static Worker of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, Worker.class), "no worker on the exchange");
  }

  /** Puts itself on an exchange, for the steps of a batch. */
  @Override
  public void process(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** Called once all parameters are set; rejects what cannot work together. */
  public void init() {
    reader = new EventReader(events, eventId, record, tombstones);
    detailsOfEvents = details.toDetails(context.getRegistry());
    context.getRegistry().lookupByNameAndType("caravanWorkers", Workers.class).add(this);
  }

  /** The route that uses the kamelet. */
  public void setName(String name) {
    this.name = name;
  }

  /** The topic that it works on. */
  public void setTopic(String topic) {
    this.topic = topic;
  }

  /** The cluster of that topic. */
  public void setBrokers(String brokers) {
    this.brokers = brokers;
  }

  /** Its consumer group. */
  public void setGroup(String group) {
    this.group = group;
  }

  /** The topic for what cannot be worked on. */
  public void setDeadLetters(String deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** The JSONPath of the events, when a message holds several. */
  public void setEvents(String events) {
    this.events = Optional.of(all("events", events));
  }

  /** JSONPaths separated by commas, which together identify an event. */
  public void setEventId(String eventId) {
    this.eventId =
        Arrays.stream(eventId.strip().split(BETWEEN_PATHS))
            .map(path -> new JsonPathTo("eventId", path))
            .toList();
  }

  /** The JSONPath of an event's record. */
  public void setRecord(String record) {
    this.record = all("record", record);
  }

  private static JsonPathTo all(String parameter, String text) {
    JsonPathTo path = new JsonPathTo(parameter, text);
    path.listOfElement()
        .ifPresent(
            list -> {
              throw new IllegalArgumentException(
                  "%s %s names one element of a list, so that all others would be left out; set %1$s to the list, %s"
                      .formatted(parameter, path, list));
            });
    return path;
  }

  /** The fields, separated by commas, that the key of a message without a value fills. */
  public void setTombstoneKey(String tombstoneKey) {
    this.tombstones = Optional.of(new Tombstones(tombstoneKey));
  }

  /** The ids of its events. */
  public void setSeen(SeenEvents seen) {
    this.seen = seen;
  }

  /** The parameters about details. */
  public DetailsParameters getDetails() {
    return details;
  }

  /** How often events that fail together are tried again before the bad one is looked for. */
  public void setRetries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("retries " + retries + " is below 0");
    }
    this.retries = retries;
  }

  /** The wait before the first of these; each later one is twice as long. */
  public void setRetryDelay(String retryDelay) {
    this.retryDelay = Durations.parse("retryDelay", retryDelay);
  }

  /** The topic for what cannot be worked on. */
  public String deadLetters() {
    return deadLetters;
  }

  public String name() {
    return name;
  }

  public String topic() {
    return topic;
  }

  public String brokers() {
    return brokers;
  }

  public String group() {
    return group;
  }

  public SeenEvents seen() {
    return seen;
  }

  public EventReader reader() {
    return reader;
  }

  public Optional<Details> details() {
    return detailsOfEvents;
  }

  /** The API that is asked for details, whose secrets no error shows. */
  public Optional<Api> api() {
    return detailsOfEvents.map(Details::api);
  }

  /** What the API was last asked for with success in this process. */
  public Optional<Call> answered() {
    return Optional.ofNullable(answered);
  }

  public void answered(Call call) {
    answered = call;
  }

  /** How far its consumers have come. */
  public Progress progress() {
    return progress;
  }

  public int retries() {
    return retries;
  }

  /** The wait before events are tried again that were tried so often. */
  public Duration retryDelay(int attempts) {
    return retryDelay.multipliedBy(1L << Math.min(attempts - 1, 10));
  }

  /** The run of this process, once it is in the history. */
  public synchronized Optional<WorkRun> run() {
    return Optional.ofNullable(run);
  }

  public synchronized void begin(WorkRun begun) {
    run = begun;
  }
}
