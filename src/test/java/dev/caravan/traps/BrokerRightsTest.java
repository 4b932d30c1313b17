package dev.caravan.traps;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.Readiness;
import dev.caravan.testing.SecuredKafka;
import dev.caravan.testing.SecuredKafka.Right;
import dev.caravan.testing.TestContext;
import dev.caravan.worker.Workers;
import dev.caravan.worker.deadletter.DeadLetterTopic;
import dev.caravan.worker.deadletter.EventReplay;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Kafka that lets nobody do what was not granted: with the rights that
 * docs/receiving-in-production.md lists everything works, and what is missing is said.
 */
@Timeout(180)
class BrokerRightsTest extends PullTest {
  private static final DeadLetterTopic.Choice ALL =
      new DeadLetterTopic.Choice(Set.of(), Optional.empty(), 100, true);
  @TempDir static Path log;
  private static SecuredKafka kafka;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = SecuredKafka.start(log);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void aReceiverIsReadyWithItsRights() throws Exception {
    kafka.topics("taken");
    String user = kafka.user();
    kafka.grant(
        user,
        new Right(TOPIC, "taken", WRITE),
        new Right(TOPIC, "taken", DESCRIBE),
        new Right(TOPIC, "taken", DESCRIBE_CONFIGS));
    try (TestContext hub = receiver(user, "taken")) {
      await("readiness").until(() -> tells(hub, "caravanWebhooks", State.UP, "takes events"));
      await("an event is taken, in time or when it comes again").until(() -> status(hub) == 200);
    }
  }

  @Test
  void aReceiverThatMayNotWriteIsNotReadyFromTheStart() throws Exception {
    kafka.topics("forbidden");
    String user = kafka.user();
    kafka.grant(
        user,
        new Right(TOPIC, "forbidden", DESCRIBE),
        new Right(TOPIC, "forbidden", DESCRIBE_CONFIGS));
    try (TestContext hub = receiver(user, "forbidden")) {
      awaitDown(hub, "caravanWebhooks", "may not WRITE to topic forbidden");
      assertThat(status(hub)).isEqualTo(503);
      kafka.grant(user, new Right(TOPIC, "forbidden", WRITE));
      await("readiness").until(() -> state(hub, "caravanWebhooks") == State.UP);
      await("an event is taken, in time or when it comes again").until(() -> status(hub) == 200);
    }
  }

  @Test
  void aWorkerThatMayNotReadIsNotReadyAndWaitsUntilItMay() throws Exception {
    kafka.topics("work", "work.dead");
    kafka.send("work", Map.of(EventHeaders.ID, "good"), "{\"id\": 1}");
    kafka.send("work", Map.of(EventHeaders.ID, "bad"), "not json");
    String user = kafka.user();
    kafka.grant(user, new Right(GROUP, "payments", READ), new Right(TOPIC, "work", DESCRIBE));
    try (TestContext hub = worker(user)) {
      awaitDown(hub, "caravanWorkersHealth", "Not authorized to access topics: \\[work]");
      kafka.grant(user, new Right(TOPIC, "work", READ));
      await("the good one").until(() -> tableHolds("payments", 1));
      awaitDown(
          hub, "caravanWorkersHealth", "Cluster authorization failed|access topics: \\[work.dead]");
      kafka.grant(user, new Right(TOPIC, "work.dead", WRITE));
      await("readiness").until(() -> state(hub, "caravanWorkersHealth") == State.UP);
    }
    letters();
    replay();
  }

  private void letters() {
    String user = kafka.user();
    DeadLetterTopic letters = new DeadLetterTopic(kafka.client(user), database, "work.dead");
    assertThatThrownBy(() -> letters.list(ALL)).isInstanceOf(TopicAuthorizationException.class);
    kafka.grant(user, new Right(TOPIC, "work.dead", READ));
    assertThat(letters.list(ALL)).hasSize(1);
    kafka.grant(user, new Right(TOPIC, "work", WRITE));
    assertThat(letters.replay(ALL).sent()).isEqualTo(1);
  }

  private void replay() throws Exception {
    String user = kafka.user();
    kafka.grant(
        user,
        new Right(TOPIC, "work", READ),
        new Right(TOPIC, "work", WRITE),
        new Right(GROUP, "payments", READ));
    try (TestContext hub = resting(user)) {
      EventReplay replay =
          new EventReplay(
              kafka.client(user),
              database,
              hub.bean("caravanWorkers", Workers.class).find("payments").orElseThrow());
      EventReplay.Choice all =
          new EventReplay.Choice(Optional.of(Instant.EPOCH), Optional.empty(), Set.of());
      assertThat(replay.replay(all).events()).isEqualTo(1);
    }
  }

  @Test
  void aSinkSendsWithItsRightsAndSaysWhichItLacks() throws Exception {
    kafka.topics("items");
    String user = kafka.user();
    kafka.grant(user, new Right(TOPIC, "items", WRITE), new Right(TOPIC, "items", DESCRIBE));
    assertThat(assertFailed(send(user)))
        .contains(
            "Grant its user WRITE and DESCRIBE on the topic and on the transactional id caravan-items");
    kafka.grant(
        user,
        new Right(TRANSACTIONAL_ID, "caravan-items", WRITE),
        new Right(TRANSACTIONAL_ID, "caravan-items", DESCRIBE));
    assertComplete(send(user));
  }

  private RunOutcome send(String user) throws Exception {
    String sink =
        sink("caravan-kafka", Map.of("topic", "items", "key", "id", "version", "updated_at"));
    try (TestContext hub = kafka.logIn(context(true, api(), pull("items"), sink), user).start()) {
      return hub.bean("caravanSchedule", Schedule.class).await("items", longestRun()).orElseThrow();
    }
  }

  private static TestContext receiver(String user, String topic) throws Exception {
    return kafka
        .logIn(new TestContext().httpServer(), user)
        .with(Map.of("caravan.streams", "none"))
        .routes(
            """
            - beans:
                - {name: pay, type: dev.caravan.webhook.Source, properties: {preset: token, secrets: abc}}
            - route:
                id: pay-webhook
                from: {uri: kamelet:caravan-webhook, parameters: {source: pay, topic: %s}, steps: [{log: {message: stored}}]}
            """
                .formatted(topic))
        .start();
  }

  private TestContext worker(String user) throws Exception {
    return hub(user).start();
  }

  private TestContext resting(String user) throws Exception {
    TestContext hub = hub(user);
    hub.context().setAutoStartup(false);
    return hub.start();
  }

  private TestContext hub(String user) {
    return kafka.logIn(
        context(
            false,
            """
                - route:
                    id: payments
                    from:
                      uri: kamelet:caravan-worker
                      parameters: {topic: work, retryDelay: 10ms}
                      steps:
                        - to: {uri: "kamelet:caravan-upsert", parameters: {table: payments, key: id}}
                """),
        user);
  }

  private boolean tableHolds(String table, long rows) {
    return sql.queryForObject(
                "select count(*) from sqlite_master where name = ?", Long.class, table)
            == 1
        && count(table) == rows;
  }

  private static int status(TestContext hub) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + hub.httpPort() + "/webhook/pay");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address)
                .header("X-Webhook-Token", "abc")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private static void awaitDown(TestContext hub, String check, String reason) {
    await(reason).until(() -> tells(hub, check, State.DOWN, reason));
  }

  private static boolean tells(TestContext hub, String check, State state, String text) {
    HealthCheck.Result result = result(hub, check);
    return result.getState() == state
        && Pattern.compile(text).matcher(result.getDetails().toString()).find();
  }

  private static State state(TestContext hub, String check) {
    return result(hub, check).getState();
  }

  private static HealthCheck.Result result(TestContext hub, String check) {
    return hub.bean(check, Readiness.class).call(Map.of());
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(Duration.ofSeconds(60));
  }
}
