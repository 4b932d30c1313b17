package dev.caravan.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.CaravanCommand;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import dev.caravan.worker.WorkTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead letters on the command line: looked at, and sent back once the cause is fixed. */
@Timeout(120)
class DeadLettersTest extends WorkTest {
  private static final String FAIL =
      steps("- throwException: {exceptionType: java.lang.IllegalStateException, message: broken}");

  @Test
  void lettersAreShownWithTheirReasonsAndSentBackOnceTheCauseIsMended() throws Exception {
    IntStream.rangeClosed(1, 3).forEach(i -> send("evt-" + i, payment(i, 1)));
    send("evt-4", "not json");
    flush();
    try (TestContext broken = start(worker("retries", "0"), FAIL)) {
      awaitAcknowledged();
    }

    JsonNode letters = new ObjectMapper().readTree(caravan("list", topic, "--json"));
    assertThat(letters).hasSize(4);
    JsonNode letter = letters.get(1);
    assertThat(letter.get("reason").asText()).isIn("failed", "not_json");
    assertThat(letters.findValuesAsText("id"))
        .containsExactlyInAnyOrder("evt-1", "evt-2", "evt-3", "evt-4");
    assertThat(letters.findValuesAsText("key")).contains("key-evt-1");
    assertThat(letters.findValuesAsText("origin")).contains(topic + "-0@0");
    assertThat(caravan("list", topic)).contains("failed", "broken", "key key-evt-2", "attempts");

    assertThat(caravan("replay", topic, "--reason", "failed", "--limit", "1"))
        .contains("1 message of ");
    assertThat(caravan("replay", topic, "--reason", "failed")).contains("2 messages");
    start(worker(), upsert());
    awaitAcknowledged();
    assertThat(sql.queryForList("select id from payments order by id", Long.class))
        .containsExactly(1L, 2L, 3L);

    List<ConsumerRecord<String, byte[]>> back =
        TestKafka.records(topic).stream().filter(record -> record.offset() >= 4).toList();
    assertThat(back)
        .extracting(record -> record.key() + " " + TestKafka.header(record, EventHeaders.ID))
        .containsExactlyInAnyOrder("key-evt-1 evt-1", "key-evt-2 evt-2", "key-evt-3 evt-3");
    assertThat(back).noneMatch(record -> TestKafka.header(record, EventHeaders.REASON) != null);

    assertThat(new ObjectMapper().readTree(caravan("list", topic, "--json"))).hasSize(1);
    assertThat(
            new ObjectMapper()
                .readTree(caravan("list", topic, "--all", "--json"))
                .findValuesAsText("replayed"))
        .containsExactlyInAnyOrder("true", "true", "true", "false");
    assertThat(caravan("replay", topic)).contains("1 message of ");
    assertThat(caravan("replay", topic, "--reason", "failed")).contains("0 messages");
  }

  @Test
  void aLetterIsShownWithItsHeadersAndItsValueButNothingThatATerminalObeys() throws Exception {
    send("evt-1", "not json,\nred \u001b[31m and \u009b31m");
    send("evt-2", new byte[] {(byte) 0xff, 1});
    flush();
    try (TestContext broken = start(worker(), upsert())) {
      awaitAcknowledged();
    }

    assertThat(caravan("show", topic, "evt-1"))
        .contains("not_json", "ce_id: evt-1", "caravan_offset: 0")
        .contains("not json,\nred \uFFFD[31m and \uFFFD31m")
        .doesNotContain("evt-2", "\u001b", "\u009b");
    String second = caravan("list", topic, "--json");
    assertThat(second).doesNotContain("\u001b", "\u009b");
    JsonNode letters = new ObjectMapper().readTree(second);
    assertThat(letters.findValuesAsText("value"))
        .contains("not json,\nred \u001b[31m and \u009b31m");
    assertThat(letters.findValuesAsText("valueBase64")).contains("/wE=");
    int other = letters.findValuesAsText("id").indexOf("evt-2");
    assertThat(caravan("show", topic, letters.get(other).get("position").asText()))
        .contains("evt-2", "base64: /wE=");
    assertThat(caravan(1, "show", topic, "evt-3")).contains("No dead letter in " + topic + ".dead");
  }

  @Test
  void aLetterThatWasDiscardedIsLeftOutUntilItIsNamed() throws Exception {
    IntStream.rangeClosed(1, 4).forEach(i -> send("evt-" + i, payment(i, 1)));
    send("evt-5", "not json");
    flush();
    try (TestContext broken = start(worker("retries", "0"), FAIL)) {
      awaitAcknowledged();
    }

    assertThat(caravan("discard", topic, "evt-2")).contains("1 letter of ");
    assertThat(caravan("discard", topic, "--reason", "not_json")).contains("1 letter of ");
    assertThat(caravan(2, "discard", topic)).doesNotContain("discarded");
    assertThat(caravan(1, "discard", topic, "evt-9")).contains("0 letters");
    assertThat(caravan("list", topic)).contains("evt-1", "evt-3").doesNotContain("evt-2", "evt-5");
    assertThat(caravan("list", topic, "--all")).containsPattern("event evt-2 .* discarded");
    assertThat(caravan("show", topic, "evt-2")).contains("discarded");

    start(worker(), upsert());
    assertThat(caravan("replay", topic)).contains("3 messages");
    awaitAcknowledged();
    assertThat(ids()).containsExactly(1L, 3L, 4L);
    assertThat(caravan("list", topic, "--all")).containsPattern("event evt-3 .* replayed");

    assertThat(caravan("replay", topic, "evt-2")).contains("1 message of ");
    awaitAcknowledged();
    assertThat(ids()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(caravan("replay", topic)).contains("0 messages");
    assertThat(caravan("discard", topic, "--all")).contains("0 letters");
    assertThat(count("caravan_dead_letter")).isEqualTo(5);
  }

  @Test
  void lettersOfATopicThatWasMadeAnewAreNotTakenForThoseBefore() throws Exception {
    send("evt-1", payment(1, 1));
    try (TestContext broken = start(worker("retries", "0"), FAIL)) {
      awaitAcknowledged();
    }
    caravan("discard", topic, "--all");
    ConsumerRecord<String, byte[]> letter = deadLetters().get(0);
    deleteTopic(topic + ".dead");
    TestKafka.createTopic(TestKafka.brokers(), topic + ".dead", 1);
    TestKafka.send(
        topic + ".dead",
        letter.key(),
        letter.value(),
        Map.of(
            EventHeaders.ID, "evt-2",
            EventHeaders.REASON, "failed",
            EventHeaders.FAILED_AT, "2027-01-01T00:00:00Z"));

    assertThat(caravan("list", topic)).contains("evt-2").doesNotContain("discarded");
  }

  private static void deleteTopic(String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      admin.deleteTopics(List.of(name)).all().get();
      await("the topic to be gone").until(() -> !admin.listTopics().names().get().contains(name));
    }
  }

  private List<Long> ids() {
    return sql.queryForList("select id from payments order by id", Long.class);
  }

  @Test
  void aTopicWithoutDeadLettersIsNoError() throws Exception {
    assertThat(caravan("list", topic)).contains("No dead letters in " + topic + ".dead");
    assertThat(caravan("replay", topic)).contains("0 messages");
  }

  private String caravan(String... arguments) throws Exception {
    return caravan(0, arguments);
  }

  private String caravan(int expected, String... arguments) throws Exception {
    Files.writeString(
        directory.resolve("application.properties"),
        String.join(
            "\n",
            "kafka.brokers=" + TestKafka.brokers(),
            "caravan.datasource.url=" + url,
            "caravan.datasource.username=" + user,
            "caravan.datasource.password=" + password));
    List<String> all = new ArrayList<>(List.of("deadletters"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--properties", directory.resolve("application.properties").toString()));
    PrintStream console = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      assertThat(CaravanCommand.execute(all.toArray(String[]::new))).isEqualTo(expected);
    } finally {
      System.setOut(console);
    }
    String text = written.toString(StandardCharsets.UTF_8);
    // The log of the tests stands on the console, too.
    return List.of(arguments).contains("--json")
        ? text.lines().dropWhile(line -> !line.startsWith("[ ")).collect(Collectors.joining("\n"))
        : text;
  }
}
