package dev.caravan.worker.batch;

import dev.caravan.worker.event.DeadLetter;
import dev.caravan.worker.event.DeadLetters;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.event.KafkaMessage;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.Poison;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.kafka.common.TopicPartition;

/**
 * The work on one batch of messages and how far it has come: first the details of events that need
 * some, then the events in portions, each a transaction, then dead letters, then their ledger. Only
 * when nothing is left are the messages acknowledged. For one thread.
 */
public final class EventBatch {
  private static final String PROPERTY = "caravanEventBatch";

  private final Membership membership;
  private final List<KafkaMessage> messages;
  private final OpenQuestions questions = new OpenQuestions();
  private final Portions portions = new Portions();
  private final DeadLetters deadLetters = new DeadLetters();
  private boolean givenBack;
  private boolean lookedBehind;
  private EventCounts notEntered = EventCounts.NONE;

  public EventBatch(Membership membership, List<KafkaMessage> messages) {
    this.membership = membership;
    this.messages = List.copyOf(messages);
  }

  public static EventBatch of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, EventBatch.class), "no batch on the exchange");
  }

  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  public Membership membership() {
    return membership;
  }

  public List<KafkaMessage> messages() {
    return messages;
  }

  /** The offsets of the first message of each partition. */
  public Map<TopicPartition, Long> firstOffsets() {
    Map<TopicPartition, Long> first = new HashMap<>();
    messages.forEach(m -> first.merge(m.partition(), m.offset(), Math::min));
    return first;
  }

  /** The offsets after the last message of each partition. */
  public Map<TopicPartition, Long> nextOffsets() {
    Map<TopicPartition, Long> next = new HashMap<>();
    messages.forEach(m -> next.merge(m.partition(), m.offset() + 1, Math::max));
    return next;
  }

  /** Whether anything is left to do before the batch may be acknowledged. */
  public boolean hasWork() {
    return needsDetails() || hasEvents() || hasDeadLetters() || !notEntered.isNone();
  }

  /** Whether an API must be asked before the events can be worked on. */
  public boolean needsDetails() {
    return questions.isLeft();
  }

  /** Whether there are events to be worked on. */
  public boolean hasEvents() {
    return portions.isLeft();
  }

  /** Whether there are messages for the dead-letter topic. */
  public boolean hasDeadLetters() {
    return !deadLetters.isEmpty();
  }

  /** What it asks an API before its events can be worked on. */
  public OpenQuestions questions() {
    return questions;
  }

  /** The events that are still to be worked on. */
  public Portions portions() {
    return portions;
  }

  /** It is not worked on; its messages come again. */
  public void giveBack() {
    questions.clear();
    portions.clear();
    deadLetters.clear();
    entered();
    givenBack = true;
  }

  /** Whether it is known that nothing is missing before it, or how much. */
  public boolean isLookedBehind() {
    return lookedBehind;
  }

  public void lookedBehind() {
    lookedBehind = true;
  }

  public boolean isGivenBack() {
    return givenBack;
  }

  /** Leaves an event out that the API knows no details of. */
  public void skip(Event event) {
    portions.leaveOut(event);
    notEntered = notEntered.plus(EventCounts.ofSkipped(1));
  }

  /** The portion under way, a single event, is given up. */
  public void giveUp(Portion failed, Poison reason, ErrorText error) {
    portions.done();
    giveUp(failed.events().get(0), reason, error, failed.attempts());
  }

  /** An event is given up. */
  public void giveUp(Event event, Poison reason, ErrorText error, int attempts) {
    portions.leaveOut(event);
    giveUp(new DeadLetter(event.message(), event.place(), reason, error, attempts));
  }

  /** A message, or one of its events, is given up. */
  public void giveUp(DeadLetter letter) {
    deadLetters.add(letter);
  }

  public DeadLetter deadLetter() {
    return deadLetters.first();
  }

  /** The dead letter under way is sent with less in it. */
  public void shortenDeadLetter() {
    deadLetters.shortenFirst();
  }

  /** The dead letter under way is in its topic. */
  public void deadLetterSent() {
    int given = deadLetters.removeFirst().places().count();
    notEntered = notEntered.plus(EventCounts.ofDeadLetters(given));
  }

  /** Events that are in no ledger yet. */
  public EventCounts notEntered() {
    return notEntered;
  }

  public void entered() {
    notEntered = EventCounts.NONE;
  }

  @Override
  public String toString() {
    return messages.get(0)
        + (messages.size() == 1 ? "" : " to " + messages.get(messages.size() - 1));
  }
}
