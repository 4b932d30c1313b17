package dev.caravan.kafka;

/**
 * Names of the Kafka record headers of an event: the attributes of CloudEvents 1.0 in the binary
 * mode of its Kafka binding, and those of a dead letter. All values are text in UTF-8.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     protocol binding for CloudEvents 1.0.2</a>
 */
public final class EventHeaders {
  /** The version of CloudEvents, {@value #SPEC_VERSION_VALUE}. */
  public static final String SPEC_VERSION = "ce_specversion";

  public static final String SPEC_VERSION_VALUE = "1.0";

  /** With the source what identifies an event; a repeat carries the same. */
  public static final String ID = "ce_id";

  /** Where the event comes from, {@code /webhook/NAME} or {@code /stream/NAME}. */
  public static final String SOURCE = "ce_source";

  /** What happened. */
  public static final String TYPE = "ce_type";

  /** When it happened or, where that is not told, was received: RFC 3339 in UTC. */
  public static final String TIME = "ce_time";

  /** The entity that it is about. */
  public static final String SUBJECT = "ce_subject";

  /** The media type of the value. */
  public static final String CONTENT_TYPE = "content-type";

  /** The stream that a record was pulled or replayed by. */
  public static final String STREAM = "ce_stream";

  /** The record's version in its source, when the stream names one. */
  public static final String RECORD_VERSION = "ce_recordversion";

  /** {@code upsert} or {@code delete}. */
  public static final String OPERATION = "ce_operation";

  /** Of a dead letter: the code of the reason. */
  public static final String REASON = "caravan_reason";

  /** Of a dead letter: the error's text, without secrets. */
  public static final String ERROR = "caravan_error";

  /** Of a dead letter: how often it was tried. */
  public static final String ATTEMPTS = "caravan_attempts";

  /** Of a dead letter: the topic it came from. */
  public static final String TOPIC = "caravan_topic";

  /** Of a dead letter: the partition it came from. */
  public static final String PARTITION = "caravan_partition";

  /** Of a dead letter: its offset in that partition. */
  public static final String OFFSET = "caravan_offset";

  /** Of a dead letter: when it was given up, RFC 3339 in UTC. */
  public static final String FAILED_AT = "caravan_failed_at";

  /**
   * Of a dead letter that was too large for its topic: what is not in it, {@code value} or {@code
   * value, key, headers}.
   */
  public static final String LEFT_OUT = "caravan_left_out";

  /**
   * Of a dead letter, and of what it is replayed as: which events of a message that holds several
   * it speaks of, by their places from 0, separated by commas. Without it all of them.
   */
  public static final String PLACE = "caravan_place";

  private EventHeaders() {}
}
