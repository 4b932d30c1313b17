package dev.caravan.worker.deadletter;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The table {@code caravan_dead_letter}: which letters of a topic people replayed or discarded. Not
 * in Kafka, which forgets the offsets of a group that nobody is in after some days: what was
 * discarded would come back. For one thread.
 */
final class LetterDecisions {
  /** What may become of a letter. */
  enum Outcome {
    REPLAYED("replayed"),
    DISCARDED("discarded");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    /** As it is kept and shown. */
    String code() {
      return code;
    }
  }

  private static final int LONGEST_TIME = 64;

  /** Columns of the key, which stand first. */
  private static final int KEY = 4;

  private final Database database;
  private final String topic;
  private final Clock clock;
  private Map<Letter, String> known;

  private record Letter(int part, long position, String failedAt) {
    static Letter of(ConsumerRecord<?, ?> letter) {
      String failedAt = DeadLetterView.header(letter, EventHeaders.FAILED_AT);
      return new Letter(
          letter.partition(),
          letter.offset(),
          failedAt.substring(0, Math.min(failedAt.length(), LONGEST_TIME)));
    }
  }

  LetterDecisions(Database database, String topic, Clock clock) {
    this.database = database;
    this.topic = topic;
    this.clock = clock;
  }

  /** What was decided about a letter, empty when nothing was. */
  Optional<String> of(ConsumerRecord<?, ?> letter) {
    if (known == null) {
      known = read();
    }
    return Optional.ofNullable(known.get(Letter.of(letter)));
  }

  /** Keeps what was done with letters, and forgets what was done with those that are gone. */
  void keep(
      Outcome outcome,
      Collection<? extends ConsumerRecord<?, ?>> letters,
      Map<TopicPartition, Long> beginnings) {
    Object now = database.time(clock.instant());
    List<Object[]> rows =
        letters.stream()
            .map(Letter::of)
            .map(
                letter ->
                    new Object[] {
                      topic,
                      letter.part(),
                      letter.position(),
                      letter.failedAt(),
                      outcome.code(),
                      now
                    })
            .toList();
    List<Object[]> gone =
        beginnings.entrySet().stream()
            .map(each -> new Object[] {topic, each.getKey().partition(), each.getValue()})
            .toList();
    List<Object[]> before = rows.stream().map(row -> Arrays.copyOf(row, KEY)).toList();
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              database
                  .jdbc()
                  .batchUpdate(
                      "delete from caravan_dead_letter"
                          + " where topic = ? and part = ? and position = ? and failed_at = ?",
                      before);
              database
                  .jdbc()
                  .batchUpdate(
                      """
                      insert into caravan_dead_letter
                        (topic, part, position, failed_at, outcome, decided_at)
                      values (?, ?, ?, ?, ?, ?)
                      """,
                      rows);
              database
                  .jdbc()
                  .batchUpdate(
                      "delete from caravan_dead_letter"
                          + " where topic = ? and part = ? and position < ?",
                      gone);
            });
    known = null;
  }

  private Map<Letter, String> read() {
    Map<Letter, String> decisions = new HashMap<>();
    database
        .jdbc()
        .query(
            "select part, position, failed_at, outcome from caravan_dead_letter where topic = ?",
            row -> {
              decisions.put(
                  new Letter(row.getInt(1), row.getLong(2), row.getString(3)), row.getString(4));
            },
            topic);
    return decisions;
  }
}
