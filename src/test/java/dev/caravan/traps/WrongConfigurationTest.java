package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.cli.CaravanCommand;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What the command line says to each mistake: one message with the file, the route or bean, the
 * name, the value and the rule; never a stack trace, never a secret.
 */
@Timeout(60)
class WrongConfigurationTest {
  private static final String SECRET = "s3cr3t-hush";
  static final String APIS =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties:
              baseUrl: http://127.0.0.1:1
              bearerToken: "{{shop.token}}"
              quota: 20/2s
              rate: 10
      """;
  static final String ITEMS =
      """
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters:
              api: shop
              path: /items?limit=50
              every: 15m
              records: $.data
              pagination: cursor
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters:
                    table: items
                    key: id
                    version: updated_at
      """;

  @TempDir Path directory;
  private final List<String> overrides =
      new ArrayList<>(List.of("shop.token=" + SECRET, "caravan.datasource.password="));

  @BeforeEach
  void right() throws IOException {
    Files.createDirectory(directory.resolve("routes"));
    write("apis", APIS);
    write("items", ITEMS);
    overrides.add("caravan.datasource.url=jdbc:sqlite:" + directory.resolve("data.db"));
  }

  /** File, text in it, what stands there instead, and what the message must say. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "items",
            "pagination:",
            "paginaton:",
            "items.camel.yaml",
            "items",
            "caravan-pull",
            "paginaton",
            "pagination"),
        mistake(
            "items",
            "path: /items?limit=50",
            "path: /items?limit=50&status=paid",
            "items.camel.yaml",
            "items",
            "caravan-pull",
            "status",
            "RAW(/items?limit=50&status=paid)"),
        mistake(
            "items",
            "path: /items?limit=50",
            "path: /items?limit=50&format=json",
            "items.camel.yaml",
            "items",
            "caravan-pull",
            "parameter path",
            "RAW(/items?limit=50&format=json)"),
        mistake(
            "items",
            "records: $.data",
            "records: $.data[?(@.a == (1)&&@.b == 2)]",
            "items.camel.yaml",
            "parameter records",
            "RAW{$.data[?(@.a == (1)&&@.b == 2)]}"),
        mistake(
            "items",
            ITEMS.substring(ITEMS.indexOf("uri:"), ITEMS.indexOf("    steps:")),
            "uri: kamelet:caravan-pull?api=shop&path=/items?limit=50&format=json&records=$.data\n"
                + "  ",
            "items.camel.yaml",
            "items",
            "caravan-pull",
            "'/items?limit=50'",
            "path=RAW("),
        mistake(
            "items",
            "  table: items",
            "  tabel: items",
            "items.camel.yaml",
            "items",
            "caravan-upsert",
            "tabel",
            "table"),
        mistake(
            "items",
            "        path: /items?limit=50\n",
            "",
            "items.camel.yaml",
            "items",
            "caravan-pull",
            "path",
            "required"),
        mistake(
            "items",
            "              key: id\n",
            "",
            "items.camel.yaml",
            "items",
            "caravan-upsert",
            "key",
            "required"),
        mistake(
            "items",
            "every: 15m",
            "every: soon",
            "items.camel.yaml",
            "items",
            "caravan-pull",
            "every",
            "soon",
            "duration"),
        mistake(
            "items",
            "every: 15m",
            "maxPages: many",
            "items.camel.yaml",
            "items",
            "maxPages",
            "many",
            "whole number"),
        mistake(
            "items",
            "pagination: cursor",
            "pagination: curser",
            "items.camel.yaml",
            "items",
            "pagination",
            "curser",
            "cursor",
            "none"),
        mistake(
            "items",
            "every: 15m",
            "lookback: 1m",
            "items.camel.yaml",
            "items",
            "lookback '1m'",
            "needs watermark"),
        mistake(
            "items",
            "every: 15m",
            "watermarkFormat: isoo\n        watermark: updated_at",
            "items.camel.yaml",
            "items",
            "watermarkFormat 'isoo'",
            "epoch-ms"),
        mistake(
            "items",
            "pagination: cursor",
            "pagination: keyset\n        tieField: id",
            "items.camel.yaml",
            "items",
            "tieParam",
            "need each other"),
        mistake(
            "items",
            "every: 15m",
            "cursorParam: 'header:'",
            "items.camel.yaml",
            "items",
            "cursorParam 'header:'",
            "header:NAME"),
        mistake(
            "items",
            "records: $.data",
            "records: '$['",
            "items.camel.yaml",
            "items",
            "records",
            "$[",
            "JSONPath"),
        mistake(
            "items",
            "path: /items?limit=50",
            "path: items",
            "items.camel.yaml",
            "items",
            "path",
            "'items'",
            "slash"),
        mistake("items", "api: shop", "api: shpo", "items.camel.yaml", "items", "api", "shpo"),
        mistake(
            "items",
            "version: updated_at",
            "columns: 'price:money'",
            "items.camel.yaml",
            "items",
            "columns",
            "price:money",
            "numeric"),
        mistake(
            "items",
            "version: updated_at",
            "maxQuarantine: lots",
            "items.camel.yaml",
            "items",
            "maxQuarantine",
            "lots",
            "20%"),
        mistake(
            "items",
            "version: updated_at",
            "deleteMode: gone",
            "items.camel.yaml",
            "items",
            "deleteMode",
            "gone",
            "soft",
            "hard"),
        mistake(
            "items",
            "version: updated_at",
            "children: 'lines -> l(id)'",
            "items.camel.yaml",
            "items",
            "children",
            "lines -> l(id)",
            "one more for the position"),
        mistake(
            "items",
            "version: updated_at",
            "mask: 'email:sha'",
            "items.camel.yaml",
            "items",
            "mask",
            "email:sha",
            "hmac, drop and last4"),
        mistake(
            "items",
            "version: updated_at",
            "mask: 'email:hmac'",
            "items.camel.yaml",
            "items",
            "mask",
            "caravan.mask.secret"),
        mistake(
            "items",
            "version: updated_at",
            "schema: frozen",
            "items.camel.yaml",
            "items",
            "schema",
            "frozen",
            "freeze"),
        mistake(
            "items",
            "version: updated_at",
            "mode: history",
            "items.camel.yaml",
            "items",
            "mode history",
            "version"),
        mistake("apis", "rate: 10", "rate: 0", "apis.camel.yaml", "shop", "rate", "0", "1 to 1000"),
        mistake("apis", "rate: 10", "rate: fast", "apis.camel.yaml", "shop", "rate", "fast"),
        mistake(
            "apis",
            "quota: 20/2s",
            "quota: 0/s",
            "apis.camel.yaml",
            "shop",
            "quota",
            "0/s",
            "at all"),
        mistake(
            "apis",
            "quota: 20/2s",
            "quota: many",
            "apis.camel.yaml",
            "shop",
            "quota",
            "many",
            "1000/h"),
        mistake(
            "apis", "quota: 20/2s", "qouta: 20/2s", "apis.camel.yaml", "shop", "qouta", "quota"),
        mistake(
            "apis",
            "http://127.0.0.1:1",
            "127.0.0.1:1",
            "apis.camel.yaml",
            "shop",
            "baseUrl",
            "127.0.0.1:1",
            "http://"),
        mistake(
            "apis",
            "http://127.0.0.1:1",
            "api.example.com",
            "apis.camel.yaml",
            "shop",
            "baseUrl",
            "api.example.com",
            "http://"),
        mistake(
            "apis",
            "{{shop.token}}",
            "{{env:CARAVAN_TEST_UNSET}}",
            "apis.camel.yaml",
            "shop",
            "CARAVAN_TEST_UNSET",
            "not set"),
        mistake(
            "apis",
            "{{shop.token}}",
            "{{shop.tokn}}",
            "apis.camel.yaml",
            "shop",
            "shop.tokn",
            "no value"),
        mistake("apis", "{{shop.token}}", "", "apis.camel.yaml", "shop", "bearerToken", "empty"),
        mistake(
            "apis",
            "dev.caravan.api.Api",
            "dev.caravan.api.Apy",
            "apis.camel.yaml",
            "shop",
            "dev.caravan.api.Apy"),
        mistake("items", "  parameters:\n", "  paramters:\n", "items.camel.yaml", "paramters"),
        mistake("items", "- route:", "- route", "items.camel.yaml", "line"),
        mistake("items", "    steps:", "   steps:", "items.camel.yaml", "line"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("mistakes")
  void eachMistakeIsOneMessageThatNamesIt(
      String file, String right, String wrong, List<String> said) throws Exception {
    String text = file.equals("apis") ? APIS : ITEMS;
    assertThat(text).contains(right);
    write(file, text.replace(right, wrong));

    assertSaid(2, said, "run", "--once");
  }

  @Test
  void aFolderWithoutRoutesIsNamed() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertSaid(
        2,
        List.of(empty.toString(), ".camel.yaml", "--routes"),
        "run",
        "--once",
        "--routes",
        empty.toString());
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws Exception {
    String missing = directory.resolve("nowhere").toString();

    assertSaid(2, List.of(missing, "--routes"), "run", "--once", "--routes", missing);
  }

  @Test
  void aStreamThatDoesNotExistIsNamedWithThoseThatDo() throws Exception {
    assertSaid(2, List.of("itmes", "items"), "run", "--once", "itmes");
  }

  @Test
  void streamsToRunThatDoNotExistAreNamedInsteadOfRunningNothing() throws Exception {
    overrides.add("camel.management.port=0");
    overrides.add("caravan.streams=itmes");

    assertSaid(2, List.of("caravan.streams", "itmes, did you mean items?", "[items]"), "run");
  }

  @Test
  void aDatabaseOnWhichNothingEverRanIsNotTakenForWell() throws Exception {
    assertThat(execute("status", "--fail").code()).isEqualTo(1);
    assertThat(execute("status").code()).isZero();
  }

  @Test
  void twoStreamsWithEqualParametersAreNamedWithAWayOut() throws Exception {
    write("same", ITEMS.replace("id: items", "id: again").replace("table: items", "table: other"));

    assertSaid(
        2,
        List.of(".camel.yaml", "route items", "caravan-pull", "route again", "every: 61m"),
        "run",
        "--once");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamedWithoutItsPassword() throws Exception {
    overrides.removeIf(each -> each.startsWith("caravan.datasource"));
    overrides.add("caravan.datasource.url=jdbc:postgresql://127.0.0.1:1/shop?password=" + SECRET);
    overrides.add("caravan.datasource.password=" + SECRET);

    assertSaid(
        1,
        List.of("jdbc:postgresql://127.0.0.1:1/shop", "caravan.datasource.url", "refused"),
        "status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caravan.datasource.ulr|caravan.datasource.url",
        "caravan.stream|caravan.streams",
        "camel.server.prot|camel.server.port",
        "camel.management.health-check-enable|camel.management.healthCheckEnabled",
        "camel.main.shutdownTimeot|camel.main.shutdownTimeout"
      })
  void aSettingThatNothingReadsIsRefusedWithTheNearestName(String names) throws Exception {
    String wrong = names.split("\\|")[0];
    String right = names.split("\\|")[1];
    List<String> said = List.of("nothing reads " + wrong, "did you mean " + right + "?");
    Path file = Files.writeString(directory.resolve("some.properties"), wrong + " = " + SECRET);

    assertSaid(2, said, "status", "--properties", file.toString());
    overrides.add(wrong + "=" + SECRET);
    assertSaid(2, said, "status");
  }

  @Test
  void aSettingAmongThePropertiesOfJavaIsLookedAtToo() throws Exception {
    System.setProperty("caravan.datasource.ulr", SECRET);
    try {
      assertSaid(2, List.of("nothing reads caravan.datasource.ulr", "datasource.url?"), "status");
    } finally {
      System.clearProperty("caravan.datasource.ulr");
    }
  }

  @Test
  void aSettingOfOnesOwnAndOneInAnotherSpellingAreTaken() throws Exception {
    write("items", ITEMS.replace("every: 15m", "every: '{{caravan.our-pace:15m}}'"));
    overrides.add("caravan.our-pace=1h");
    overrides.add("camel.main.shutdown-timeout=5");
    overrides.add("camel.server.max-body-size=5");

    assertThat(execute("status").error()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"80a", "99999", "-1", "8080 8081"})
  void aPortThatIsNoneIsRefusedInsteadOfListeningAtAnother(String port) throws Exception {
    overrides.add("camel.server.port=" + port);
    assertSaid(2, List.of("-D: camel.server.port '" + port + "' is no port", "65535"), "status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://u:%s@127.0.0.1:1/x",
        "jdbc:mariadb://u:%s@127.0.0.1:1/x",
        "jdbc:mariadb:",
        "postgres://u:%s@h/x",
        "jdbc:mysql://h/x?password=%s",
        "./data/caravan.db"
      })
  void anAddressOfNoDatabaseIsRefusedWithoutShowingIt(String url) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("own.properties"),
            "caravan.datasource.url = " + url.formatted(SECRET) + "\n");
    assertSaid(
        2,
        List.of(
            file + ": caravan.datasource.url", "jdbc:postgresql: or jdbc:sqlite: or jdbc:mariadb:"),
        "status",
        "--properties",
        file.toString());
  }

  @Test
  void aPropertiesFileThatIsNotThereIsNamed() throws Exception {
    assertSaid(
        2,
        List.of("nowhere.properties", "--properties"),
        "status",
        "--properties",
        "nowhere.properties");
  }

  /** With the log of the runnable jar, not of the tests. */
  @ParameterizedTest
  @MethodSource("mistakesInAProcess")
  void aProcessPrintsNoStackTraceAndNoSecret(String file, String right, String wrong, String said)
      throws Exception {
    write(file, (file.equals("apis") ? APIS : ITEMS).replace(right, wrong));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classPathWithoutTests(),
                "dev.caravan.Caravan"));
    command.addAll(arguments("run", "--once"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output.strip()).startsWith("caravan: ").contains(said).doesNotContain("\n");
    assertThat(output).doesNotContain(SECRET);
  }

  static Stream<Arguments> mistakesInAProcess() {
    return Stream.of(
        Arguments.of("apis", "rate: 10", "rate: 0", "1 to 1000"),
        Arguments.of("items", "every: 15m", "every: soon", "soon"));
  }

  private void assertSaid(int code, List<String> said, String... arguments) throws IOException {
    Result result = execute(arguments);

    assertThat(result.code()).as(result.error()).isEqualTo(code);
    assertThat(result.error().strip()).startsWith("caravan: ").contains(said);
    assertThat(result.error().strip().lines().filter(line -> line.startsWith("caravan: ")))
        .hasSize(1);
    assertThat(result.error()).doesNotContain("\tat ", "Exception", SECRET);
    assertThat(result.log()).noneMatch(line -> line.contains(SECRET));
  }

  private record Result(int code, String error, List<String> log) {}

  private Result execute(String... arguments) throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    PrintStream before = System.err;
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      int code = CaravanCommand.execute(arguments(arguments).toArray(String[]::new));
      List<String> lines =
          log.list.stream()
              .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
              .map(ILoggingEvent::getFormattedMessage)
              .toList();
      return new Result(code, error.toString(StandardCharsets.UTF_8), lines);
    } finally {
      System.setErr(before);
      root.detachAppender(log);
    }
  }

  private List<String> arguments(String... given) throws IOException {
    List<String> all = new ArrayList<>(List.of(given));
    if (!all.contains("--routes")) {
      all.addAll(List.of("--routes", directory.resolve("routes").toString()));
    }
    if (!all.contains("--properties")) {
      Path none = Files.writeString(directory.resolve("none.properties"), "");
      all.addAll(List.of("--properties", none.toString()));
    }
    overrides.forEach(each -> all.addAll(List.of("-D", each)));
    return all;
  }

  private void write(String name, String yaml) throws IOException {
    Files.writeString(directory.resolve("routes").resolve(name + ".camel.yaml"), yaml);
  }

  private static String classPathWithoutTests() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Arguments mistake(String file, String right, String wrong, String... said) {
    return Arguments.of(file, right, wrong, List.of(said));
  }
}
