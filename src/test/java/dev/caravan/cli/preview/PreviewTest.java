package dev.caravan.cli.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code preview} shows of a stream, and that it leaves everything as it was. */
@Timeout(120)
class PreviewTest {
  private static final String ROUTE =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties:
              baseUrl: "%s"
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /items, records: $.data, pagination: page, total: $.total, pageSize: 3}
            steps:
              - filter:
                  simple: "${body.size} > 0"
                  steps:
                    - to: "%s"
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, required: name, minQuarantine: 9}
      """;

  @TempDir Path directory;
  private LoopbackServer api;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(directory.resolve("routes"));
    Files.createFile(directory.resolve("none.properties"));
    api = LoopbackServer.start(PreviewTest::page);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** Eleven items, by three to a page, of which the second has no name. */
  private static Reply page(Sent request) {
    String query = String.valueOf(request.uri().getQuery());
    int page = query.contains("page=") ? Integer.parseInt(query.replaceAll("\\D", "")) : 1;
    List<String> items =
        IntStream.range(page * 3 - 2, Math.min(page * 3 + 1, 12))
            .mapToObj(
                id ->
                    id == 2
                        ? "{\"id\": 2, \"name\": null}"
                        : "{\"id\": %d, \"name\": \"Item %d\", \"price\": 1.50}".formatted(id, id))
            .toList();
    return Reply.json("{\"total\": 11, \"data\": " + items + "}");
  }

  @Test
  void showsRowsTypesQuarantinePositionAndTheRequestsOfAFullScan() throws IOException {
    routes("log:x");

    Verb said = preview("items");

    assertThat(said.code()).as(said.error()).isZero();
    assertThat(said.out())
        .containsPattern("id +\\| bigint +\\| id\n")
        .containsPattern("price +\\| numeric +\\| price\n")
        .containsPattern(" 1 \\| Item 1 \\| 1.5")
        .contains("In quarantine", "fetched 6 = inserted 5", "quarantined 1", "Next position: 3")
        .containsPattern("missing_field|required")
        .contains("Page first: 3 records", "11 records, 3 to a page, in 4 requests\n");
    assertThat(api.requests()).hasSize(2);
  }

  @Test
  void writesNeitherToTheDatabaseNorToAnythingElse() throws IOException {
    Path other = directory.resolve("elsewhere");
    routes("file:" + other);
    try (Database database = TestDatabases.sqlite(directory)) {
      database.jdbc().execute("create table items (id bigint)");
    }
    List<String> before = files();

    Verb said = preview("items");

    assertThat(said.code()).as(said.error()).isZero();
    assertThat(said.out()).contains("Not sent", "file:" + other);
    assertThat(other).doesNotExist();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void refusesAStreamThatThereIsNotAndAStepWhoseAimOnlyShowsWhenItRuns() throws IOException {
    routes("log:x");
    assertThat(preview("itmes").error()).contains("there is no stream itmes, did you mean items?");
    Files.writeString(
        directory.resolve("routes/other.camel.yaml"),
        """
        - route:
            id: other
            from:
              uri: direct:other
              steps:
                - recipientList: {simple: "${header.where}"}
        """);

    Verb said = preview("items");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.error()).contains("route other", "recipientList");
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void loadsTheFirstParentsToShowTheirChildren() throws IOException {
    routes("log:x");
    Files.writeString(
        directory.resolve("routes/parts.camel.yaml"),
        """
        - route:
            id: parts
            from:
              uri: kamelet:caravan-pull-children
              parameters: {api: shop, path: "/items/{id}/parts", parentTable: items, parentKey: id, records: $.data, pagination: page, pageSize: 3}
              steps:
                - to: kamelet:caravan-upsert?table=parts&key=id
        """);

    Verb said = preview("parts");

    assertThat(said.code()).as(said.error() + said.out()).isZero();
    assertThat(said.out())
        .contains("Table items\n", "Table parts\n", "The run of items is paused: fetched 3")
        .containsPattern("The run is (paused|complete): fetched [1-9]");
    assertThat(api.requests().stream().map(sent -> sent.uri().getPath()))
        .contains("/items/1/parts")
        .filteredOn("/items"::equals)
        .hasSize(1);
  }

  @Test
  void saysThatNoRouteLoadsTheParents() throws IOException {
    Files.writeString(
        directory.resolve("routes/parts.camel.yaml"),
        """
        - beans:
            - {name: shop, type: dev.caravan.api.Api, properties: {baseUrl: "http://127.0.0.1:1"}}
        - route:
            id: parts
            from:
              uri: kamelet:caravan-pull-children
              parameters: {api: shop, path: "/items/{id}/parts", parentTable: items, parentKey: id, records: $.data}
              steps:
                - to: kamelet:caravan-upsert?table=parts&key=id
        """);
    Verb said = preview("parts");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.error()).contains("the table of its parents, items", "no route here loads it");
  }

  private void routes(String step) throws IOException {
    Files.writeString(
        directory.resolve("routes/items.camel.yaml"), ROUTE.formatted(api.url(), step));
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

  private Verb preview(String stream) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "preview",
                stream,
                "--routes",
                directory.resolve("routes").toString(),
                "--properties",
                directory.resolve("none.properties").toString(),
                "-D",
                "caravan.datasource.url=" + TestDatabases.sqliteUrl(directory)));
    return Verb.run(all);
  }
}
