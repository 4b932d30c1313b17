package dev.caravan.rules;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.api.HmacSigner;
import dev.caravan.cli.CaravanCommand;
import dev.caravan.config.OwnRoutes;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import dev.caravan.webhook.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;

/**
 * The documentation says what is so: tables come from the code, links lead somewhere, examples run.
 * With {@code -Dcaravan.docs.write=true} stale tables are written anew instead of refused.
 */
class DocsTest {
  @TempDir Path directory;

  @Test
  void theTableOfCaravanPullIsItsDefinition() {
    assertTable("docs/pull.md", Tables.ofKamelet("caravan-pull"));
  }

  @Test
  void theTableOfCaravanPullChildrenIsItsDefinition() {
    assertTable("docs/children.md", Tables.ofKamelet("caravan-pull-children"));
  }

  @Test
  void theTableOfCaravanWorkerIsItsDefinition() {
    assertTable("docs/worker.md", Tables.ofKamelet("caravan-worker"));
  }

  @Test
  void theTableOfCaravanReplayIsItsDefinition() {
    assertTable("docs/replay.md", Tables.ofKamelet("caravan-replay"));
  }

  @Test
  void theTableOfCaravanUpsertIsItsDefinition() {
    assertTable("docs/upsert.md", Tables.ofKamelet("caravan-upsert"));
  }

  @Test
  void theTableOfCaravanKafkaIsItsDefinition() {
    assertTable("docs/kafka.md", Tables.ofKamelet("caravan-kafka"));
  }

  @Test
  void theTableOfCaravanLakeIsItsDefinition() {
    assertTable("docs/lake.md", Tables.ofKamelet("caravan-lake"));
  }

  @Test
  void theTableOfAnApiIsWhatItsSettersSay() {
    assertTable("docs/apis.md", Tables.ofBean(Api.class));
  }

  @Test
  void theTableOfASignerIsWhatItsSettersSay() {
    assertTable("docs/apis.md", "signer", Tables.ofBean(HmacSigner.class));
  }

  @Test
  void theTableOfVerbsIsWhatTheCommandLineTakes() {
    assertTable("docs/operating.md", "verbs", Tables.ofVerbs(CaravanCommand.commandLine()));
  }

  @Test
  void theTableOfExitCodesIsThatOfTheHelp() {
    CommandLine command = CaravanCommand.commandLine();
    assertTable("docs/operating.md", "exit-codes", Tables.ofExitCodes(command));
    assertThat(command.getCommandSpec().usageMessage().exitCodeList().keySet())
        .contains("0", Integer.toString(command.getCommandSpec().exitCodeOnInvalidInput()));
  }

  @Test
  void everySettingThatSomethingReadsIsDescribedWithItsDefault() throws IOException {
    Map<String, String> described =
        Pattern.compile("(?m)^\\| `(caravan[\\w.-]+)` \\| (?:`([^`]*)`)? ?\\|")
            .matcher(Document.read(Path.of("docs/operating.md")).table("settings"))
            .results()
            .collect(toMap(row -> row.group(1), row -> Objects.toString(row.group(2), "")));
    Map<String, String> read = new HashMap<>();
    List<Path> files = new ArrayList<>(List.of(Path.of("src/cli/resources/logback.xml")));
    OwnRoutes.LOCATIONS.forEach(
        file -> files.add(Path.of("src/main/resources", file.replace("classpath:", ""))));
    for (Path file : files) {
      Pattern.compile("(?:\\{\\{|\\$\\{)(caravan\\.[\\w.-]+):-?([^}]*)}")
          .matcher(Files.readString(file))
          .results()
          .forEach(placeholder -> read.put(placeholder.group(1), placeholder.group(2)));
    }
    read.remove("caravan.log.kafka-connections");
    assertThat(described).hasSizeGreaterThan(5).isEqualTo(read);
  }

  @Test
  void theTableOfCaravanWebhookIsItsDefinition() {
    assertTable("docs/webhooks.md", Tables.ofKamelet("caravan-webhook"));
  }

  @Test
  void theTableOfASourceIsWhatItsSettersSay() {
    assertTable("docs/sources.md", Tables.ofBean(Source.class));
  }

  @Test
  void everyLinkLeadsToAFile() {
    assertThat(documents()).hasSizeGreaterThan(5);
    assertThat(documents().stream().flatMap(document -> document.deadLinks().stream())).isEmpty();
  }

  @Test
  void everyExampleStarts() {
    List<Example> examples =
        documents().stream().flatMap(document -> document.examples().stream()).toList();
    assertThat(examples).isNotEmpty().allSatisfy(Example::start);
  }

  @Test
  void everyStatementRunsOnSqlite() {
    try (Database database = TestDatabases.sqlite(directory)) {
      assertStatementsRun(database);
    }
  }

  @Test
  void everyStatementRunsOnPostgres() {
    try (Database database = TestDatabases.postgres()) {
      assertStatementsRun(database);
    }
  }

  @Test
  void everyStatementRunsOnMariaDb() {
    try (Database database = TestDatabases.mariaDb()) {
      assertStatementsRun(database);
    }
  }

  @Test
  void theTableOfTypesIsWhatTheDialectsDeclare() {
    assertTable("docs/databases.md", "types", Tables.ofTypes());
  }

  @Test
  void everyTableOfCaravanIsDescribedWithAllItsColumns() {
    String operating = Document.read(Path.of("docs/operating.md")).text();
    try (Database database = TestDatabases.sqlite(directory)) {
      List<String> columns =
          new JdbcTemplate(database.dataSource())
              .queryForList(
                  "select distinct c.name from sqlite_schema t, pragma_table_info(t.name) c where"
                      + " t.type = 'table' and t.name like 'caravan%' and t.name <>"
                      + " 'caravan_schema_history'",
                  String.class);
      assertThat(columns)
          .hasSizeGreaterThan(20)
          .allSatisfy(column -> assertThat(operating).contains("`" + column + "`"));
    }
  }

  @Test
  void anExampleWithAParameterThatDoesNotExistIsFound() {
    Example example =
        new Example(
            "test",
            """
            - route:
                id: orders
                from: {uri: kamelet:caravan-pull, parameters: {api: shop, path: /, evry: 1h}}
            """);
    assertThatThrownBy(example::start).hasMessageContaining("every?");
  }

  @Test
  void aLinkThatLeadsNowhereIsFound() {
    Document document = new Document(Path.of("docs/test.md"), "see [it](nowhere.md#there)");
    assertThat(document.deadLinks()).containsExactly("docs/test.md: nowhere.md");
  }

  private static void assertStatementsRun(Database database) {
    JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    assertThat(documents().stream().flatMap(document -> document.statements().stream()))
        .isNotEmpty()
        .allSatisfy(jdbc::execute);
  }

  private static void assertTable(String path, String table) {
    assertTable(path, "parameters", table);
  }

  private static void assertTable(String path, String marker, String table) {
    Document document = Document.read(Path.of(path));
    if (Boolean.getBoolean("caravan.docs.write")) {
      document.writeTable(marker, table);
      return;
    }
    assertThat(document.table(marker))
        .as("%s: paste this, or run with -Dcaravan.docs.write=true:%n%s", path, table)
        .isEqualTo(table);
  }

  private static List<Document> documents() {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
          .filter(path -> path.toString().endsWith(".md"))
          .map(Document::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
