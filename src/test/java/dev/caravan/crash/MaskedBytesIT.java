package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The clear value of a masked field is in nothing that a process writes: database, write-ahead log,
 * temporary files, log and answers of verbs, also when it is killed in the middle of a page.
 */
@Execution(ExecutionMode.CONCURRENT)
class MaskedBytesIT {
  private static final String CLEAR = "jane.kl\u00e4rtext+7@example.test";
  private static final String OPEN = "Sch\u00f6nenwerd+3";

  /** Larger than what Camel keeps in memory of a body. */
  private static final int ROWS = 2000;

  private static final String ROUTES =
      """
      - beans:
          - {name: shop, type: dev.caravan.api.Api, properties: {baseUrl: "{{shop.url}}", maxRetries: 0}}
      - route:
          id: people
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /people, records: $.data, deleteMissing: hard}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters:
                    table: people
                    key: id
                    required: city
                    columns: "n:bigint, who:bigint"
                    mask: "id:hmac, mail:hmac, who:hmac, deep.mail:last4, mails.to:drop"
                    exclude: secret
                    children: mails -> people_mails(id, mail_no)
      - route:
          id: bad
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /bad, records: $.data}
            steps:
              - to: {uri: kamelet:caravan-upsert, parameters: {table: bad, key: id, mask: "mail:drop", columns: "mail:bigint, n:bigint"}}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final LoopbackServer api =
      LoopbackServer.start(
          request -> Reply.json(request.uri().getPath().equals("/bad") ? bad() : people()));
  private final List<String> shown = new ArrayList<>();
  private Installation caravan;

  @AfterEach
  void close() {
    api.close();
  }

  private static String people() {
    StringBuilder people = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      people.append(
          """
          {"id": "%1$s-%2$d", "city": "%3$s", "mail": "%1$s", "deep": {"mail": "%1$s"}, "secret": "%1$s", "mails": [{"to": "%1$s", "n": 1}]},
          """
              .formatted(CLEAR, i, OPEN));
    }
    people.append(
        """
        {"id": "a", "mail": "%1$s", "secret": "%1$s", "deep": {"mail": "%1$s"}},
        {"id": "b", "city": "%2$s", "n": "none", "MAIL": "%1$s", "mails": [{"to": "%1$s"}]},
        {"id": "c", "city": "%2$s", "who": "%1$s", "mails": {"to": "%1$s"}},
        {"city": "%2$s", "mail": ["%1$s"]}, "%1$s"
        """
            .formatted(CLEAR, OPEN));
    return "{\"data\": [" + people + "]}";
  }

  private static String bad() {
    return "{\"data\": [{\"id\": 1, \"mail\": \"%1$s\", \"n\": \"x\"}]}".formatted(CLEAR);
  }

  @Test
  void noFileOfSqliteAndNoLogHoldsIt() {
    caravan =
        Installation.onSqlite(processes)
            .withTemporaryFilesOfItsOwn()
            .of(
                ROUTES,
                "shop.url=" + api.url(),
                "caravan.mask.secret=secret 0123456789abcdef",
                "logging.level.root=DEBUG");
    for (String node : List.of("stage-rows", "merge-rows")) {
      Child child = caravan.startUntil(node, 1, "people");
      child.awaitLine(CrashPoint.REACHED);
      child.kill();
      search(child);
    }
    Child child = caravan.start("run", "--once");
    assertThat(child.exitCode()).as("the stream bad fails").isNotZero();
    assertThat(caravan.rowsOfTable("people")).isEqualTo(ROWS);
    assertThat(caravan.rowsOfTable("caravan_quarantine")).isEqualTo(5);
    search(child);
    for (String verb : List.of("list", "show 1", "retry 1")) {
      List<String> words = new ArrayList<>(List.of("quarantine"));
      words.addAll(List.of(verb.split(" ")));
      Child asked = caravan.start(words.toArray(String[]::new));
      asked.exitCode();
      search(asked);
    }
    assertThat(new Spellings(OPEN).in(caravan.folder())).as("what is not masked").isNotEmpty();
    assertThat(shown).as("log").isNotEmpty();
  }

  private void search(Child child) {
    shown.addAll(child.log());
    byte[] log = String.join("\n", child.log()).getBytes(StandardCharsets.UTF_8);
    Spellings clear = new Spellings(CLEAR);
    assertThat(clear.in("log", log)).isEmpty();
    assertThat(clear.in(caravan.folder())).isEmpty();
  }
}
