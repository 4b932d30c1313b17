package dev.caravan.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.testing.Logged;
import dev.caravan.testing.TestKafka;
import dev.caravan.worker.WorkTest;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One event that cannot be worked on never holds up or takes down the others. */
@Timeout(90)
class WorkPoisonTest extends WorkTest {
  private static final String FAIL_ON_SEVEN =
      steps(
          """
          - split:
              simple: "${body}"
              stopOnException: true
              steps:
                - choice:
                    when:
                      - simple: "${body[id]} == 7"
                        steps:
                          - throwException: {exceptionType: java.lang.IllegalStateException, message: "not seven"}
          """);

  @ParameterizedTest
  @ValueSource(strings = {"events", "record"})
  void aPathThatNamesOneElementStopsTheStartInsteadOfLeavingOutTheOthers(String parameter) {
    assertThatThrownBy(() -> start(worker(parameter, "$.lines[0]"), upsert()))
        .hasStackTraceContaining(parameter + " $['lines'][0] names one element of a list");
  }

  @Test
  void whatIsNotJsonGoesToTheDeadLettersAsItCame() throws Exception {
    byte[] notJson = {(byte) 0xff, 0, '{', (byte) 0xfe};
    send("evt-1", payment(1, 1));
    send("evt-2", notJson);
    send("evt-3", payment(3, 1));
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(2);
    ConsumerRecord<String, byte[]> letter = onlyDeadLetter();
    assertThat(letter.value()).isEqualTo(notJson);
    assertThat(letter.key()).isEqualTo("key-evt-2");
    assertThat(TestKafka.header(letter, EventHeaders.ID)).isEqualTo("evt-2");
    assertThat(TestKafka.header(letter, EventHeaders.SOURCE)).isEqualTo("/webhook/payments");
    assertThat(TestKafka.header(letter, EventHeaders.REASON)).isEqualTo("not_json");
    assertThat(TestKafka.header(letter, EventHeaders.ERROR)).contains("4 bytes, is not JSON");
    assertThat(TestKafka.header(letter, EventHeaders.ATTEMPTS)).isEqualTo("1");
    assertThat(TestKafka.header(letter, EventHeaders.TOPIC)).isEqualTo(topic);
    assertThat(TestKafka.header(letter, EventHeaders.PARTITION)).isEqualTo("0");
    assertThat(TestKafka.header(letter, EventHeaders.OFFSET)).isEqualTo("1");
    assertThat(TestKafka.header(letter, EventHeaders.FAILED_AT)).endsWith("Z");
    assertThat(sumOfRuns("dead_letters")).isEqualTo(1);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void eachReasonHasItsCode() throws Exception {
    send("", "{\"data\": {\"id\": 1}}");
    send("evt-2", "");
    send("evt-3", "null");
    send("evt-4", "{\"data\": null}");
    send("evt-5", "{\"data\": {\"id\": 5, \"version\": 1}}");
    start(worker("record", "$.data"), upsert());
    awaitAcknowledged();

    assertThat(reasons()).containsExactly("no_event_id", "empty", "empty", "no_record");
    assertThat(sql.queryForList("select id from payments", Long.class)).containsExactly(5L);
    assertThat(sumOfRuns("dead_letters")).isEqualTo(4);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void anEventThatAStepFailsForGoesAloneAndAfterItsRetries() throws Exception {
    IntStream.rangeClosed(1, 50).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    start(worker("retries", "1"), FAIL_ON_SEVEN, upsert());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(49);
    ConsumerRecord<String, byte[]> letter = onlyDeadLetter();
    assertThat(TestKafka.header(letter, EventHeaders.ID)).isEqualTo("evt-7");
    assertThat(TestKafka.header(letter, EventHeaders.REASON)).isEqualTo("failed");
    assertThat(TestKafka.header(letter, EventHeaders.ERROR)).contains("not seven");
    assertThat(Integer.parseInt(TestKafka.header(letter, EventHeaders.ATTEMPTS))).isGreaterThan(1);
    assertThat(count("caravan_seen_event")).isEqualTo(49);
    assertThat(sumOfRuns("applied")).isEqualTo(49);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void anEventThatTheTableDoesNotTakeGoesAlone() throws Exception {
    sql.execute("create table payments (id bigint primary key check (id <> 7), version bigint)");
    IntStream.rangeClosed(1, 20).forEach(i -> send("evt-" + i, payment(i, 1)));
    send("evt-21", "{\"version\": 1}");
    flush();
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(19);
    assertThat(reasons()).containsExactly("rejected", "rejected");
    assertThat(count("caravan_quarantine")).isZero();
    assertThat(unbalancedRuns()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop: {}", "rollback: {markRollbackOnly: true}"})
  void anEventForWhichTheRouteStopsOrRollsBackIsNotTakenForApplied(String step) throws Exception {
    IntStream.rangeClosed(1, 10).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    String stop =
        steps(
            """
            - choice:
                when:
                  - simple: "${body[0][id]} == 7"
                    steps:
                      - %s
            """
                .formatted(step));
    start(worker("batch", "1", "retries", "0"), upsert(), stop);
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(9);
    assertThat(reasons()).containsExactly("failed");
    assertThat(unbalancedRuns()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- onException: {exception: [java.lang.Exception], handled: {constant: 'true'}}",
        "- onException: {exception: [java.lang.Exception], continued: {constant: 'true'}}",
        "- onException: {exception: [java.lang.Exception], redeliveryPolicy: {maximumRedeliveries:"
            + " 1, redeliveryDelay: 10}}",
        "- errorHandler: {deadLetterChannel: {deadLetterUri: 'log:hub'}}"
      })
  void theUsersErrorHandlerNeverMakesAnEventLost(String handler) throws Exception {
    IntStream.rangeClosed(1, 10).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    start(handler + "\n", worker("retries", "0"), upsert(), FAIL_ON_SEVEN);
    awaitAcknowledged();

    assertThat(count("payments") + deadLetters().size()).isEqualTo(10);
    assertThat(count("caravan_seen_event")).isEqualTo(count("payments"));
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void stepsThatChangeRecordsBeforeTheyFailGetThemAsTheyCameTheNextTime() throws Exception {
    IntStream.rangeClosed(1, 10).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    String rename =
        steps(
            """
            - split:
                simple: "${body}"
                steps:
                  - script: {simple: "${body.put('title', ${body.remove('note')})}"}
            """);
    start(worker("retries", "1"), rename, FAIL_ON_SEVEN, upsert());
    awaitAcknowledged();

    assertThat(sql.queryForList("select title from payments where title is null")).isEmpty();
    assertThat(count("payments")).isEqualTo(9);
  }

  @Test
  void oneMessageMayHoldSeveralEventsAndOneEventSeveralRecords() throws Exception {
    send(
        "delivery-1",
        "[{\"eventId\": 1, \"at\": 5, \"rows\": [{\"id\": 1}, {\"id\": 2}]},"
            + " {\"eventId\": 1, \"at\": 6, \"rows\": [{\"id\": 3}]}]");
    flush();
    start(worker("events", "$[*]", "eventId", "$.eventId, $.at", "record", "$.rows"), upsert());
    awaitAcknowledged();

    assertThat(sql.queryForList("select id from payments order by id", Long.class))
        .containsExactly(1L, 2L, 3L);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void ofAMessageOfSeveralEventsABadOneGoesAloneAndIsReplayedAlone() throws Exception {
    sql.execute("create table payments (id bigint primary key check (id <> 7), version bigint)");
    send(
        "delivery-1",
        "[{\"eventId\": 1, \"row\": {\"id\": 1}}, {\"row\": {\"id\": 2}}, {\"eventId\": 3},"
            + " {\"eventId\": 4, \"row\": {\"id\": 7}}, {\"eventId\": 5, \"row\": {\"id\": 5}}]");
    send("delivery-2", "[]");
    flush();
    start(worker("events", "$[*]", "eventId", "$.eventId", "record", "$.row"), upsert());
    awaitAcknowledged();

    assertThat(sql.queryForList("select id from payments order by id", Long.class))
        .containsExactly(1L, 5L);
    assertThat(deadLetters())
        .extracting(
            letter ->
                TestKafka.header(letter, EventHeaders.REASON)
                    + " "
                    + TestKafka.header(letter, EventHeaders.PLACE))
        .containsExactlyInAnyOrder("no_event_id 1", "no_record 2", "rejected 3", "no_events null");
    assertThat(sumOfRuns("dead_letters")).isEqualTo(4);

    sql.execute("drop table payments");
    sql.execute("create table payments (id bigint primary key, version bigint)");
    Properties client = new Properties();
    client.put("bootstrap.servers", TestKafka.brokers());
    new DeadLetterTopic(client, database, topic + ".dead")
        .replay(new DeadLetterTopic.Choice(Set.of(), Optional.of("rejected"), 10, false));
    awaitAcknowledged();
    assertThat(sql.queryForList("select id from payments", Long.class)).containsExactly(7L);
    assertThat(deadLetters()).hasSize(4);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void theLogSaysOfWhatIsRejectedTheFieldAndTheReasonInOneLineEachAndNothingOfItsContent()
      throws Exception {
    sql.execute(
        "create table payments (id bigint primary key check (id <> 7), amount bigint, card text)");
    String card = "4111-1111-1111-1111";
    String bad = "{\"id\": 2, \"amount\": \"max@example.org\", \"card\": \"%s\"}".formatted(card);
    send("evt-1", "{\"id\": 1, \"amount\": 5, \"card\": \"%s\"}".formatted(card));
    send("evt-2", bad);
    send("evt-3", "{\"id\": 7, \"amount\": 5, \"card\": \"%s\"}".formatted(card));
    send("evt-4", "{\"card\": \"" + card + "\"");
    flush();
    try (Logged log = new Logged()) {
      start(worker("retries", "0"), upsert());
      awaitAcknowledged();

      assertThat(log.text())
          .contains("rejected", "amount", "not_json")
          .contains("tried in halves")
          .doesNotContain("4111-1111", "max@example.org", "Message History", "Stacktrace", "\tat ");
    }
    assertThat(count("payments")).isEqualTo(1);
    assertThat(deadLetters()).hasSize(3);
    assertThat(deadLetters())
        .extracting(letter -> TestKafka.header(letter, EventHeaders.ERROR))
        .noneMatch(error -> error.contains("4111-1111"));
  }

  @Test
  void numbersLoseNoDigitAndTextNoCharacter() throws Exception {
    String note = "größer als 2^63: \u2603";
    send(
        "evt-1",
        "{\"id\": 9223372036854775808, \"rate\": 0.10000000000000000000000000001, \"note\": \"%s\"}"
            .formatted(note));
    send(
        "evt-2",
        ("\ufeff{\"id\": 2, \"note\": \"" + note + "\"}").getBytes(StandardCharsets.UTF_8));
    flush();
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(sql.queryForList("select id from payments order by id", java.math.BigDecimal.class))
        .usingElementComparator(java.math.BigDecimal::compareTo)
        .containsExactly(
            new java.math.BigDecimal("2"), new java.math.BigDecimal("9223372036854775808"));
    assertThat(sql.queryForList("select distinct note from payments", String.class))
        .containsExactly(note);
  }

  private ConsumerRecord<String, byte[]> onlyDeadLetter() {
    List<ConsumerRecord<String, byte[]>> letters = deadLetters();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  /** In the order of the events; letters lie in several partitions. */
  private List<String> reasons() {
    return deadLetters().stream()
        .sorted(Comparator.comparingLong(WorkPoisonTest::eventOffset))
        .map(letter -> TestKafka.header(letter, EventHeaders.REASON))
        .toList();
  }

  private static long eventOffset(ConsumerRecord<String, byte[]> letter) {
    return Long.parseLong(TestKafka.header(letter, EventHeaders.OFFSET));
  }
}
