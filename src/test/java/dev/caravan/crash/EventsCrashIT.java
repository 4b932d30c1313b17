package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Ports;
import dev.caravan.testing.TestKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The receiver, the worker or the broker is killed while events come in steadily. Every event that
 * was answered 2xx is in the table once, and nothing else is. The ids are in ten scripts, and the
 * processes run where the JVM takes ASCII for text.
 *
 * <p>{@code -Devents.kills=10 -Devents.count=12000} is a minute of events with ten kills each.
 */
@Timeout(600)
class EventsCrashIT {
  private static final int KILLS = Integer.getInteger("events.kills", 1);
  private static final int COUNT = Integer.getInteger("events.count", 1000);
  private static final int PER_SECOND = 200;

  /** In the line that a worker writes for each batch in the table. */
  private static final String BATCH = " applied, ";

  private static final String TOPIC = "webhook.payments";
  private static final String GROUP = "payments";
  private static final String RECEIVER =
      """
      - beans:
          - name: payments
            type: dev.caravan.webhook.Source
            properties: {preset: standard-webhooks, secrets: "{{secret}}", eventId: "body:/event"}
      - route:
          id: payments-webhook
          from:
            uri: kamelet:caravan-webhook
            parameters: {source: payments}
            steps:
              - stop: {}
      """;
  private static final String WORKER =
      """
      - route:
          id: payments
          from:
            uri: kamelet:caravan-worker
            parameters: {topic: webhook.payments}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: payments, key: id, required: "id,status"}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final HttpClient http = HttpClient.newHttpClient();
  private BrokerProcess broker;
  private Installation receiver;
  private Installation worker;
  private URI url;

  @BeforeEach
  void install() {
    broker = BrokerProcess.start(processes);
    TestKafka.createTopic(broker.brokers(), TOPIC, 6);
    int port = Ports.free();
    url = URI.create("http://127.0.0.1:" + port + "/webhook/payments");
    worker = Installation.onPostgres(processes).of(WORKER, "kafka.brokers=" + broker.brokers());
    receiver =
        worker
            .beside("receiver")
            .of(
                RECEIVER,
                "kafka.brokers=" + broker.brokers(),
                "secret=" + SteadyEvents.SECRET,
                "camel.server.enabled=true",
                "camel.server.port=" + port);
  }

  @Test
  void aKilledReceiverLosesNothing() {
    Child work = worker.start("run");
    Child[] receive = {receiver.start("run")};
    underEvents(
        () -> {
          receive[0].kill();
          receive[0] = receiver.start("run");
          awaitReceiver();
        });
    assertThat(work.isAlive()).isTrue();
  }

  @Test
  void aKilledWorkerLosesAndRepeatsNothing() {
    receiver.start("run");
    Child[] work = {worker.start("run")};
    underEvents(
        () -> {
          work[0].awaitLine(BATCH);
          work[0].kill();
          work[0] = worker.start("run");
        });
  }

  @Test
  void aKilledBrokerLosesNothingAndNoneOfTheOthersHasToBeRestarted() {
    List<Child> both = List.of(receiver.start("run"), worker.start("run"));
    underEvents(
        () -> {
          broker.kill();
          broker.start();
        });
    assertThat(both).allMatch(Child::isAlive);
  }

  @Test
  void oneOfTwoWorkersTakesOverWhenTheOtherIsKilled() {
    receiver.start("run");
    List<Child> both = List.of(worker.start("run"), second().start("run"));
    awaitPartitionsForTwo();
    // Once: taking over needs a session timeout, so a minute of events has no room for ten of them.
    underEvents(
        1,
        () -> {
          both.forEach(each -> each.awaitLine(BATCH));
          both.get(0).kill();
        });
    assertThat(both.get(1).isAlive()).isTrue();
  }

  private Installation second() {
    return worker.beside("second").of(WORKER, "kafka.brokers=" + broker.brokers());
  }

  private void underEvents(Runnable kill) {
    underEvents(KILLS, kill);
  }

  private void underEvents(int kills, Runnable kill) {
    awaitReceiver();
    try (SteadyEvents events = SteadyEvents.to(url, PER_SECOND, COUNT)) {
      for (int i = 1; i <= kills; i++) {
        int until = COUNT * i / (kills + 1);
        await("event " + until).until(() -> events.accepted() >= until);
        kill.run();
      }
      await("all events are accepted").until(() -> events.accepted() == COUNT);
      System.out.printf(
          "%d kills: %d events accepted, %d attempts repeated%n",
          kills, events.accepted(), events.repeats());
    }
    await("all events are in the table").until(() -> worker.rowsOfTable("payments") >= COUNT);
    assertThat(ids()).isEqualTo(IntStream.range(0, COUNT).boxed().toList());
    assertThat(worker.sumOfRuns("inserted")).isEqualTo(COUNT);
  }

  /** Until it refuses what is not signed. */
  private void awaitReceiver() {
    HttpRequest forged = HttpRequest.newBuilder(url).POST(BodyPublishers.ofString("{}")).build();
    await("the receiver").ignoreExceptions().until(() -> status(forged) == 401);
  }

  /** Or the first one has worked on all events before the second one is up. */
  private void awaitPartitionsForTwo() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.brokers()))) {
      await("both workers have partitions").ignoreExceptions().until(() -> atWork(admin) == 2);
    }
  }

  private static long atWork(Admin admin) throws Exception {
    return admin
        .describeConsumerGroups(List.of(GROUP))
        .describedGroups()
        .get(GROUP)
        .get()
        .members()
        .stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  private int status(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private List<Integer> ids() {
    return worker.inDatabase(
        sql -> sql.queryForList("select id from payments order by id", Integer.class));
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20));
  }
}
