package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** An OpenAPI document says how one proves who asks; what is written loads so, too. */
@Timeout(90)
class OpenApiSecurityTest {
  private static final int RECORDS = 25;
  private static final String LATER_TOKEN = "t0ken-of-the-client";

  private static final String DOCUMENT =
      """
      openapi: 3.0.3
      info: {title: Things, version: "1"}
      servers: [{url: "%s"}]
      security: [{scheme: %s}]
      components:
        securitySchemes:
          scheme: %s
      paths:
        /things:
          get:
            parameters:
              - {name: page, in: query, schema: {type: integer}}
              - {name: per_page, in: query, schema: {type: integer}}
            responses:
              "200":
                description: Things
                content:
                  application/json:
                    schema: {type: object, properties: {data: {type: array, items: {type: object}}}}
      """;

  private enum Scheme {
    API_KEY_IN_A_HEADER(
        "{type: apiKey, in: header, name: X-Key}",
        "[]",
        sent -> "s3cret-k3y".equals(sent.header("X-Key")),
        "apiKeyHeader: X-Key"),
    API_KEY_IN_THE_QUERY(
        "{type: apiKey, in: query, name: api_key}",
        "[]",
        sent -> sent.uri().getQuery().contains("api_key=s3cret-k3y"),
        "apiKeyQuery: api_key"),
    BASIC(
        "{type: http, scheme: basic}",
        "[]",
        sent -> "Basic dXNlcjpzM2NyZXQ=".equals(sent.header("Authorization")),
        "{{env:BASIC_CREDENTIALS}}"),
    CLIENT_CREDENTIALS(
        "{type: oauth2, flows: {clientCredentials: {tokenUrl: /oauth/token, scopes: {read: all}}}}",
        "[read, list]",
        sent ->
            List.of("Bearer " + Discovered.TOKEN, "Bearer " + LATER_TOKEN)
                .contains(sent.header("Authorization")),
        "oauth2Scope: \"read list\"");

    private final String said;
    private final String scopes;
    private final Predicate<Sent> proof;
    private final String written;

    Scheme(String said, String scopes, Predicate<Sent> proof, String written) {
      this.said = said;
      this.scopes = scopes;
      this.proof = proof;
      this.written = written;
    }
  }

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void theFileProvesWhoAsksAsTheDocumentSays(Scheme scheme) throws Exception {
    String url = TestDatabases.sqliteUrl(directory);
    Path document = directory.resolve("things.yaml");
    try (LoopbackServer api = LoopbackServer.start(sent -> answer(sent, scheme));
        Database database = new Database(url, "", "")) {
      Files.writeString(document, DOCUMENT.formatted(api.url(), scheme.scopes, scheme.said));
      Discovered file =
          Discovered.of(directory, "api", api.url(), "--openapi", document.toString());

      assertThat(file.code()).as("%s%n%s", file.said(), file.text()).isZero();
      assertThat(file.text()).contains(scheme.written);
      file.runs(database, url, List.of("things"));
      assertThat(
              new JdbcTemplate(database.dataSource())
                  .queryForObject("select count(*) from things", Integer.class))
          .isEqualTo(RECORDS);
    }
  }

  private static Reply answer(Sent sent, Scheme scheme) {
    if (sent.uri().getPath().equals("/oauth/token")) {
      return sent.text().contains("scope=read+list")
          ? Reply.json(
              "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": 3600}"
                  .formatted(LATER_TOKEN))
          : Reply.status(400, "{\"error\": \"invalid_scope\"}");
    }
    if (sent.uri().getQuery() == null && scheme == Scheme.API_KEY_IN_THE_QUERY
        || !scheme.proof.test(sent)) {
      return Reply.status(401, "{\"error\": \"who are you\"}");
    }
    int size = Math.min(10, number(sent, "per_page", 10));
    int page = number(sent, "page", 1);
    return Reply.json(
        IntStream.rangeClosed((page - 1) * size + 1, Math.min(page * size, RECORDS))
            .mapToObj("{\"id\": %d}"::formatted)
            .collect(Collectors.joining(",", "{\"data\": [", "]}")));
  }

  private static int number(Sent sent, String name, int otherwise) {
    return List.of(String.valueOf(sent.uri().getQuery()).split("&")).stream()
        .filter(pair -> pair.matches(name + "=\\d+"))
        .map(pair -> Integer.parseInt(pair.substring(name.length() + 1)))
        .findFirst()
        .orElse(otherwise);
  }
}
