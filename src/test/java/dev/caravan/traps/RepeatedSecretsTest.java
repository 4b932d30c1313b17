package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.StreamStatus;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * An API repeats the credential of a request in the link to the next page, in some spelling. The
 * link works, after a restart of the process too, and the credential is kept and shown nowhere.
 */
@Timeout(60)
class RepeatedSecretsTest extends PullTest {
  private static final String SECRET = "s3cr/t+a=~42";
  private static final int PAGES = 4;

  enum Credential {
    QUERY_KEY,
    HEADER_KEY,
    BEARER,
    PASSWORD,
    OAUTH
  }

  enum Spelling {
    URL(RepeatedSecretsTest::url),
    LOWER(text -> lower(url(text))),
    TWICE(text -> url(url(text))),
    BASE64(text -> base64("k:" + text)),
    JSON(text -> url(text).replace("%3D", "\\u003d"));

    private final UnaryOperator<String> form;

    Spelling(UnaryOperator<String> form) {
      this.form = form;
    }
  }

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> refused = new ArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private Credential credential = Credential.BEARER;
  private UnaryOperator<String> spelling = UnaryOperator.identity();
  private LoopbackServer server;

  @BeforeEach
  void listen() {
    server = LoopbackServer.start(this::answer);
    log.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
    ((Logger) LoggerFactory.getLogger("dev.caravan")).setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    ((Logger) LoggerFactory.getLogger("dev.caravan")).setLevel(null);
    server.close();
  }

  static Stream<Arguments> linksAndCredentials() {
    return Stream.of(Credential.values())
        .flatMap(each -> Stream.of(Spelling.values()).map(form -> Arguments.of(each, form)));
  }

  @ParameterizedTest
  @MethodSource("linksAndCredentials")
  void aLinkThatRepeatsItWorksAfterARestartAndKeepsItNowhere(Credential what, Spelling form)
      throws Exception {
    credential = what;
    spelling = form.form;
    for (int run = 1; run < PAGES; run++) {
      assertThat(run(route("maxPages", "1")).error()).isEmpty();
      assertNowhere();
    }
    RunOutcome last = run(route());

    assertComplete(last);
    assertThat(refused).isEmpty();
    assertThat(count("items")).isEqualTo(PAGES);
    assertNowhere();
  }

  @ParameterizedTest
  @EnumSource(Credential.class)
  void anErrorThatRepeatsItInEachSpellingShowsItNowhere(Credential what) throws Exception {
    credential = what;
    StringBuilder all = new StringBuilder();
    for (Spelling form : Spelling.values()) {
      all.append(form.form.apply(SECRET)).append(' ');
    }
    spelling = text -> "';&error=" + url(all.toString());
    assertThat(run(route("maxPages", "1")).error()).isEmpty();

    assertFailed(run(route()));
    assertNowhere();
  }

  @Test
  void aMarkerThatTheApiWroteIsNotFilledIn() throws Exception {
    spelling = text -> "{caravan-secret:0:url}";
    run(route());

    assertThat(server.requests()).hasSize(PAGES);
    assertThat(server.requests()).allMatch(sent -> !sent.uri().toString().contains("s3cr"));
  }

  /** Three pages behind the first one, each wants the credential in its link as it wrote it. */
  private Reply answer(Sent sent) {
    if (sent.uri().getPath().equals("/token")) {
      tokens.incrementAndGet();
      return Reply.json("{\"access_token\": \"" + SECRET + "\", \"expires_in\": 3600}");
    }
    String query = Optional.ofNullable(sent.uri().getRawQuery()).orElse("");
    if (query.contains("error=")) {
      return Reply.status(400, "no: " + query.replaceAll(".*error=", ""));
    }
    int page =
        query.contains("page=") ? Integer.parseInt(query.replaceAll(".*page=(\\d).*", "$1")) : 1;
    String link = "/items?page=" + (page + 1) + "&signed=" + spelling.apply(SECRET);
    boolean asWritten = query.contains("signed=" + asSent(spelling.apply(SECRET)));
    boolean keyGoesAlone = credential == Credential.QUERY_KEY && query.contains("api_key=");
    if (page > 1 && !asWritten && !keyGoesAlone) {
      refused.add(query);
    }
    String next = page < PAGES ? '"' + link + '"' : "null";
    return Reply.json(
        "{\"data\": [{\"id\": %d, \"updated_at\": \"2025-04-01T00:00:00Z\"}], \"next\": %s}"
            .formatted(page, next));
  }

  /** JSON's escapes are gone when the link was read; the rest is one form throughout. */
  private static String asSent(String link) {
    return link.replace("\\u003d", "%3D");
  }

  private String route(String... parameters) {
    List<String> pull =
        new ArrayList<>(List.of("path", "/items", "pagination", "next-url", "nextUrl", "$.next"));
    pull.addAll(List.of(parameters));
    return api() + items(pull.toArray(String[]::new));
  }

  private String api() {
    String[] own =
        switch (credential) {
          case QUERY_KEY -> new String[] {"apiKey", SECRET, "apiKeyQuery", "api_key"};
          case HEADER_KEY -> new String[] {"apiKey", SECRET, "apiKeyHeader", "X-Key"};
          case BEARER -> new String[] {"bearerToken", SECRET};
          case PASSWORD -> new String[] {"username", "shop", "password", SECRET};
          case OAUTH ->
              new String[] {
                "oauth2TokenUrl", server.url() + "/token",
                "oauth2ClientId", "me",
                "oauth2ClientSecret", "client-" + SECRET
              };
        };
    List<String> all = new ArrayList<>(List.of("baseUrl", server.url(), "maxRetries", "0"));
    all.addAll(List.of(own));
    String yaml = api(all.toArray(String[]::new));
    return credential == Credential.BEARER
        ? yaml
        : yaml.replaceAll("bearerToken: '[^']*'(, )?", "").replace(", }", "}");
  }

  /** In no table, no line of the log, and not in status. */
  private void assertNowhere() {
    for (String table :
        sql.queryForList("select name from sqlite_master where type = 'table'", String.class)) {
      for (Map<String, Object> row : sql.queryForList("select * from \"" + table + "\"")) {
        assertHidden(table, row.toString());
      }
    }
    for (ILoggingEvent event : List.copyOf(log.list)) {
      assertHidden("log of " + event.getLoggerName(), event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        assertHidden("trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    for (StreamStatus status : new StreamStatuses(database).all()) {
      assertHidden("status", status.toString() + status.toJson());
    }
  }

  private static void assertHidden(String where, String text) {
    assertThat(text)
        .as(where)
        .doesNotContain(SECRET, url(SECRET), lower(url(SECRET)), url(url(SECRET)));
    for (String before : List.of("", "a", "ab")) {
      String code = base64(before + SECRET);
      assertThat(text).as(where).doesNotContain(code.substring(4, code.length() - 4));
    }
    assertThat(text.replace("\\u003d", "=").replace("%3D", "="))
        .as(where)
        .doesNotContain("s3cr%2Ft");
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String lower(String encoded) {
    return Pattern.compile("%..")
        .matcher(encoded)
        .replaceAll(code -> code.group().toLowerCase(Locale.ROOT));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
