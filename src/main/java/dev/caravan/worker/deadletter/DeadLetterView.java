package dev.caravan.worker.deadletter;

import dev.caravan.api.auth.PlainText;
import dev.caravan.kafka.EventHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A message of a dead-letter topic, as people see it.
 *
 * @param position its partition and offset in the dead-letter topic
 * @param reason the code of why it is there
 * @param error what went wrong
 * @param attempts how often it was tried
 * @param origin the topic, partition and offset it came from
 * @param failedAt when it was given up, RFC 3339
 * @param id the event's id, where the message carries it
 * @param key the message's key as text
 * @param replayed whether it was sent back already
 * @param discarded whether somebody discarded it
 * @param headers of the message and of the letter
 * @param value the message's value as text; null when it has none or is no UTF-8
 * @param valueBase64 the value that is no UTF-8; null when it is
 */
public record DeadLetterView(
    String position,
    String reason,
    String error,
    String attempts,
    String origin,
    String failedAt,
    String id,
    String key,
    boolean replayed,
    boolean discarded,
    Map<String, String> headers,
    String value,
    String valueBase64) {

  static DeadLetterView of(ConsumerRecord<byte[], byte[]> letter, Optional<String> outcome) {
    return new DeadLetterView(
        position(letter),
        header(letter, EventHeaders.REASON),
        header(letter, EventHeaders.ERROR),
        header(letter, EventHeaders.ATTEMPTS),
        origin(letter),
        header(letter, EventHeaders.FAILED_AT),
        header(letter, EventHeaders.ID),
        letter.key() == null ? "" : new String(letter.key(), StandardCharsets.UTF_8),
        outcome.filter(LetterDecisions.Outcome.REPLAYED.code()::equals).isPresent(),
        outcome.filter(LetterDecisions.Outcome.DISCARDED.code()::equals).isPresent(),
        headers(letter),
        letter.value() == null ? null : text(letter.value()).orElse(null),
        letter.value() == null || text(letter.value()).isPresent()
            ? null
            : Base64.getEncoder().encodeToString(letter.value()));
  }

  /** Its partition and offset in its own topic. */
  static String position(ConsumerRecord<?, ?> letter) {
    return letter.partition() + "@" + letter.offset();
  }

  /** Where its message came from. */
  static String origin(ConsumerRecord<?, ?> letter) {
    return "%s-%s@%s"
        .formatted(
            header(letter, EventHeaders.TOPIC),
            header(letter, EventHeaders.PARTITION),
            header(letter, EventHeaders.OFFSET));
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
    Map<String, String> headers = new LinkedHashMap<>();
    letter.headers().forEach(each -> headers.put(each.key(), header(letter, each.key())));
    return headers;
  }

  private static Optional<String> text(byte[] value) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A header as text, empty when there is none. */
  static String header(ConsumerRecord<?, ?> letter, String name) {
    return Optional.ofNullable(letter.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .orElse("");
  }

  /** All of it for people, without what a terminal would take for a command. */
  public String whole() {
    String shown =
        value != null
            ? value.lines().map(PlainText::of).collect(Collectors.joining("\n"))
            : valueBase64 != null ? "base64: " + valueBase64 : "no value";
    return headers.entrySet().stream()
        .map(
            each ->
                "%n%s: %s".formatted(PlainText.of(each.getKey()), PlainText.of(each.getValue())))
        .collect(Collectors.joining("", this + "\n", "\n\n" + shown + "\n"));
  }

  /** Two lines for people. */
  @Override
  public String toString() {
    return "%s  %s  %s  key %s  event %s  attempts %s%s%s%n    %s"
        .formatted(
            failedAt,
            reason,
            origin,
            key.isEmpty() ? "none" : PlainText.of(key),
            id.isEmpty() ? "none" : PlainText.of(id),
            attempts,
            replayed ? "  replayed" : "",
            discarded ? "  discarded" : "",
            PlainText.of(error));
  }
}
