package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.Ports;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.Verb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** {@code check} finds what a start would refuse, all of it, and does nothing else. */
@Timeout(120)
class CheckTest {
  private static final String SECOND_API =
      """
          - name: other
            type: dev.caravan.api.Api
            properties:
              baseUrl: http://127.0.0.1:1
              maxRetryWait: soon
      """;
  private static final String SECRET = "s3cr3t-hush";

  @TempDir Path directory;
  private final List<String> settings = new ArrayList<>();

  private record Said(int code, List<String> lines, String error) {
    List<String> faults() {
      return lines.stream().filter(line -> line.startsWith("fault ")).toList();
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(directory.resolve("routes"));
    Files.createFile(directory.resolve("none.properties"));
    settings.add("shop.token=" + SECRET);
    settings.add("caravan.datasource.url=jdbc:sqlite:" + directory.resolve("data/caravan.db"));
    settings.add("camel.management.port=" + Ports.free());
    settings.add("camel.server.port=" + Ports.free());
  }

  @Test
  void findsEveryMistakeThatAStartRefusesInOneGo() throws IOException {
    List<List<String>> expected = new ArrayList<>();
    write("apis", WrongConfigurationTest.APIS);
    for (Arguments mistake : WrongConfigurationTest.mistakes().toList()) {
      Object[] parts = mistake.get();
      expected.add(plant(expected.size(), parts));
    }

    Said said = check("--offline");

    assertThat(said.code()).isEqualTo(2);
    assertThat(expected)
        .allSatisfy(
            words ->
                assertThat(said.lines()).anyMatch(line -> words.stream().allMatch(line::contains)));
    assertThat(String.join("\n", said.lines())).doesNotContain(SECRET, "Exception", "\tat ");
  }

  @Test
  void findsFaultsOfManyKindsAndTellsNoneTwice() throws IOException {
    write(
        "apis",
        WrongConfigurationTest.APIS.replace("rate: 10", "rate: 0").replace("20/2s", "many")
            + SECOND_API);
    write("a", route("a", "every: soon", "log:a?lvl=x"));
    write("b", route("b", "lookback: 1m", "kamelet:caravan-upsert?table=b&key=id"));
    write("c", route("c", "api: shpo", "kamelet:caravan-upsert?table=c&key=id"));
    write("d", route("d", "records: '{{nowhere}}'", "kamelet:caravan-upsert?tabel=d&key=id"));
    write("e", route("a", "maxPages: 5", "kamelet:caravan-upsert?table=e&key=id"));
    write("broken", "- route:\n    id: broken\n   from: [\n");
    settings.add("camel.main.shutdownTimeot=5");
    settings.add("camel.server.path=hooks");
    settings.removeIf(each -> each.startsWith("caravan.datasource.url"));
    settings.add("caravan.datasource.url=jdbc:sqlite:" + directory);
    settings.removeIf(each -> each.startsWith("camel.management"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings.add("camel.management.port=" + taken.getLocalPort());

      Said said = check();

      assertThat(said.code()).isEqualTo(2);
      for (String words :
          List.of(
              "-D: nothing reads camel.main.shutdownTimeot; did you mean camel.main.shutdownTimeout?",
              "-D: camel.server.path 'hooks' does not begin with /",
              "apis.camel.yaml: bean shop: property rate: rate 0 is out of range",
              "apis.camel.yaml: bean shop: property quota: quota 'many'",
              "apis.camel.yaml: bean other: property maxRetryWait: maxRetryWait 'soon'",
              "a.camel.yaml, route a: caravan-pull, parameter every: 'soon' is not a duration",
              "Unknown parameters=[{lvl=x}]",
              "b.camel.yaml, route b: caravan-pull: lookback '1m' needs watermark",
              "c.camel.yaml, route c: caravan-pull, parameter api: there is no bean 'shpo'",
              "parameter records: the placeholder {{nowhere}} has no value",
              "d.camel.yaml, route d: caravan-upsert, parameter tabel: does not exist",
              "e.camel.yaml, route a: has the id of a route in",
              "broken.camel.yaml: ",
              "is no file that this user may write",
              "camel.management.port: nothing can listen at 127.0.0.1:" + taken.getLocalPort())) {
        assertThat(said.faults()).as(words).filteredOn(line -> line.contains(words)).hasSize(1);
      }
      assertThat(said.faults()).hasSize(15);
    }
  }

  @Test
  void findsWhatOnlyTheStartOfASecondRouteWouldRefuse() throws IOException {
    write("one", "- from: {uri: 'direct:x', steps: [{to: 'log:x'}]}\n");
    write("two", "- route: {id: two, from: {uri: 'direct:x', steps: [{to: 'log:x'}]}}\n");

    Said said = check("--offline");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.faults()).singleElement().asString().contains("two", "direct:x");
  }

  @Test
  void aKafkaThatIsAwayIsNoFaultAndAWarningIsOneWhenSaidSo() throws IOException {
    write("apis", WrongConfigurationTest.APIS);
    write(
        "work",
        """
        - route:
            id: work
            from:
              uri: kamelet:caravan-worker
              parameters: {topic: some, brokers: "127.0.0.1:1"}
              steps:
                - to: log:work
        """);
    Files.writeString(directory.resolve("routes/left.yaml"), "");

    Said said = check();

    assertThat(said.lines())
        .anyMatch(line -> line.startsWith("away ") && line.contains("127.0.0.1:1"))
        .anyMatch(line -> line.matches("warning .*left.yaml is not loaded.*"));
    assertThat(said.code()).isEqualTo(1);
    assertThat(check("--offline").code()).isZero();
    assertThat(check("--offline", "--strict").code()).isEqualTo(2);
  }

  @Test
  void neitherWritesNorListensNorAsks() throws IOException {
    try (LoopbackServer api = LoopbackServer.start(any -> Reply.json("[]"))) {
      write("apis", WrongConfigurationTest.APIS.replace("http://127.0.0.1:1", api.url()));
      write("items", WrongConfigurationTest.ITEMS);
      List<String> before = files();

      Said said = check();

      assertThat(said.error()).isEmpty();
      assertThat(said.lines()).singleElement().asString().contains("all well", "[items]");
      assertThat(said.code()).isZero();
      assertThat(files()).isEqualTo(before);
      assertThat(api.requests()).isEmpty();
    }
  }

  @Test
  void asksEachApiOnceWhenSaidSo() throws IOException {
    AtomicReference<Reply> answer = new AtomicReference<>();
    try (LoopbackServer api = LoopbackServer.start(any -> answer.get())) {
      write("apis", WrongConfigurationTest.APIS.replace("http://127.0.0.1:1", api.url()));
      write("items", WrongConfigurationTest.ITEMS);
      String page = "{\"data\": [{\"id\": 1}, {\"id\": 2}], \"next_cursor\": null}";
      answer.set(Reply.json(page).with("X-RateLimit-Remaining", "19"));
      Said well = check("--offline", "--online");
      answer.set(Reply.status(401, "{\"error\": \"who are you?\"}"));
      Said refused = check("--offline", "--online");
      answer.set(Reply.json("{\"items\": []}"));
      Said elsewhere = check("--offline", "--online");
      answer.set(Reply.status(503, "later"));
      Said away = check("--offline", "--online");

      assertThat(well.code()).isZero();
      assertThat(well.lines().get(0))
          .contains("shop", "status 200", "2 records")
          .containsIgnoringCase("X-RateLimit-Remaining: 19");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.faults()).singleElement().asString().contains("401", "who are you?");
      assertThat(elsewhere.code()).isEqualTo(2);
      assertThat(elsewhere.faults()).singleElement().asString().contains("matches nothing");
      assertThat(away.code()).isEqualTo(1);
      assertThat(api.requests()).hasSize(4);
    }
  }

  @Test
  void looksAtADatabaseWithoutTouchingIt() throws IOException {
    write("apis", WrongConfigurationTest.APIS);
    write("items", WrongConfigurationTest.ITEMS);
    Files.createDirectory(directory.resolve("data"));
    try (Database database = TestDatabases.sqlite(directory.resolve("data"))) {
      database.jdbc().execute("create table items (id bigint)");
      assertThat(check().code()).isZero();
    }
    List<String> before = files();
    assertThat(check().code()).isZero();
    assertThat(files()).isEqualTo(before);
    Files.writeString(directory.resolve("data/caravan.db"), "this is none".repeat(1000));

    assertThat(check().lines())
        .anyMatch(line -> line.matches("away .*caravan.db.*not a database.*"));
  }

  /** Names, sizes and times of all files. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file + " " + file.toFile().length() + " " + file.toFile().lastModified())
          .sorted()
          .toList();
    }
  }

  /** A route whose parameters are right but for one. */
  private static String route(String id, String parameter, String step) {
    Map<String, String> parameters =
        new LinkedHashMap<>(
            Map.of("api", "shop", "path", "/" + id, "records", "$.data", "every", "1h"));
    parameters.put(parameter.split(": ")[0], parameter.split(": ")[1]);
    return """
    - route:
        id: %s
        from:
          uri: kamelet:caravan-pull
          parameters: {%s}
          steps:
            - to: %s
    """
        .formatted(
            id,
            parameters.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(", ")),
            step);
  }

  /** Puts a mistake into files of its own, in which all else is right. */
  @SuppressWarnings("unchecked")
  private List<String> plant(int number, Object[] mistake) throws IOException {
    boolean ofApi = mistake[0].equals("apis");
    String right = ofApi ? WrongConfigurationTest.APIS : WrongConfigurationTest.ITEMS;
    String wrong =
        right
            .replace((String) mistake[1], (String) mistake[2])
            .replace("id: items", "id: items-" + number)
            .replace("name: shop", "name: shop-" + number);
    // No two read from the same endpoint.
    String own =
        wrong.contains("maxPages")
            ? wrong
            : wrong.replaceFirst(
                "parameters:\n( +)api", "parameters:\n$1maxPages: " + (number + 1) + "\n$1api");
    write(mistake[0] + "-" + number, own);
    List<String> words = new ArrayList<>((List<String>) mistake[3]);
    words.set(0, words.get(0).replace(".camel", "-" + number + ".camel"));
    return words;
  }

  private Said check(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(options));
    all.addAll(List.of("--routes", directory.resolve("routes").toString()));
    all.addAll(List.of("--properties", directory.resolve("none.properties").toString()));
    settings.forEach(each -> all.addAll(List.of("-D", each)));
    Verb said = Verb.run(all);
    return new Said(said.code(), said.out().lines().toList(), said.error());
  }

  private void write(String name, String yaml) throws IOException {
    Files.writeString(directory.resolve("routes").resolve(name + ".camel.yaml"), yaml);
  }
}
