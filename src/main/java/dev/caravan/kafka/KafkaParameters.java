package dev.caravan.kafka;

import dev.caravan.config.time.Durations;
import dev.caravan.quarantine.IdentityFields;
import dev.caravan.quarantine.Limits;
import dev.caravan.quarantine.RecordField;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of the {@code caravan-kafka} kamelet as text. */
public final class KafkaParameters {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private String brokers = "";
  private String topic = "";
  private RecordKey key;
  private Optional<RecordField> version = Optional.empty();
  private Optional<RecordField> deleted = Optional.empty();
  private double maxQuarantine;
  private int minQuarantine;
  private int maxRecordSize;
  private Duration timeout = Duration.ZERO;
  private String transactionalIdPrefix = "";

  public void setBrokers(String brokers) {
    this.brokers = brokers;
  }

  public void setTopic(String topic) {
    if (!TOPIC.matcher(topic).matches() || topic.matches("[.]{1,2}")) {
      throw new IllegalArgumentException(
          "topic '%s' is not the name of a topic; it takes up to 249 letters, digits, '.', '_' and '-'"
              .formatted(topic));
    }
    this.topic = topic;
  }

  /** Field names separated by commas, or a template such as {@code order-{id}}. */
  public void setKey(String key) {
    this.key = RecordKey.parse(key);
  }

  public void setVersion(String version) {
    this.version = field("version", version);
  }

  public void setDeleted(String deleted) {
    this.deleted = field("deleted", deleted);
  }

  /** A share such as {@code 20%} or {@code 0.2}. */
  public void setMaxQuarantine(String share) {
    this.maxQuarantine = Limits.share(share);
  }

  public void setMinQuarantine(int minQuarantine) {
    this.minQuarantine = minQuarantine;
  }

  /** In bytes. */
  public void setMaxRecordSize(int maxRecordSize) {
    if (maxRecordSize < 1) {
      throw new IllegalArgumentException(
          "maxRecordSize %d is not a number of bytes (default 1048576)".formatted(maxRecordSize));
    }
    this.maxRecordSize = maxRecordSize;
  }

  /** A duration such as {@code 30s}. */
  public void setBrokerTimeout(String timeout) {
    this.timeout = Durations.parse("brokerTimeout", timeout);
    if (this.timeout.compareTo(SHORTEST) < 0 || this.timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "brokerTimeout %s is not between 1s and 5m (default 30s)".formatted(timeout));
    }
  }

  public void setTransactionalIdPrefix(String transactionalIdPrefix) {
    this.transactionalIdPrefix = transactionalIdPrefix;
  }

  String topic() {
    return topic;
  }

  RecordKey key() {
    return key;
  }

  int maxRecordSize() {
    return maxRecordSize;
  }

  IdentityFields identity() {
    return new IdentityFields(key.fields(), version, deleted);
  }

  /** Where rejected records were meant for, in the quarantine and in messages. */
  String target() {
    return "kafka:" + topic;
  }

  Limits limits() {
    return new Limits(target(), maxQuarantine, minQuarantine);
  }

  ProducerSettings producer() {
    return new ProducerSettings(brokers, transactionalIdPrefix, timeout, maxRecordSize);
  }

  private static Optional<RecordField> field(String parameter, String text) {
    return text.isBlank()
        ? Optional.empty()
        : Optional.of(new RecordField(parameter, text.strip()));
  }
}
