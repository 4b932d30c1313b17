package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.sandbox.fault.AnswerFault;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.http.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerFaultsTest {
  private final ManualClock clock = new ManualClock();
  private final Sandbox sandbox =
      Sandbox.start(SandboxOptions.defaults().withToken("hush").withClock(clock));
  private final Faults faults = sandbox.faults();
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void strikesOnePageSoManyTimes() {
    AnswerFault fault = faults.on("items").page(3).times(2).respond(429).retryAfterSeconds(1);
    String third = client.pathOfPage("/items?limit=50&api_key=hush", 3);
    HttpResponse<String> struck = client.get(third);

    assertThat(struck.statusCode()).isEqualTo(429);
    assertThat(struck.headers().firstValue("Retry-After")).contains("1");
    assertThat(client.get(third).statusCode()).isEqualTo(429);
    assertThat(client.get(third).statusCode()).isEqualTo(200);
    assertThat(fault.fired()).isEqualTo(2);
  }

  @Test
  void strikesFromAPageOn() {
    faults.on("items").fromPage(2).respond(500);
    String second = client.pathOfPage("/items?limit=50&api_key=hush", 2);

    assertThat(items().statusCode()).isEqualTo(200);
    assertThat(client.get(second).statusCode()).isEqualTo(500);
    assertThat(client.get(second).statusCode()).isEqualTo(500);
  }

  @Test
  void strikesTheNthRequestOfACollection() {
    faults.on("items").request(2).respond(500);
    client.get("/orders?api_key=hush");

    assertThat(statuses(3)).containsExactly(200, 500, 200);
  }

  @Test
  void strikesAShareOfTheRequestsThatTheSeedDecides() {
    AnswerFault fault = faults.on("items").probability(0.3, 7).respond(503);
    List<Integer> first = statuses(60);
    fault.off();
    sandbox.traffic().clear();
    faults.on("items").probability(0.3, 7).respond(503);

    assertThat(first).filteredOn(status -> status == 503).hasSizeBetween(8, 30);
    assertThat(statuses(60)).isEqualTo(first);
  }

  @Test
  void answersInTheOrderInWhichFaultsWereSwitchedOn() {
    faults.on("items").times(1).respond(429);
    faults.onAny().times(2).respond(503);

    assertThat(statuses(4)).containsExactly(429, 503, 503, 200);
  }

  @Test
  void isOverOnceSwitchedOff() {
    faults.on("items").respond(500);
    AnswerFault other = faults.on("orders").respond(500);
    other.off();

    assertThat(client.get("/orders?api_key=hush").statusCode()).isEqualTo(200);
    assertThat(items().statusCode()).isEqualTo(500);
    faults.clear();
    assertThat(items().statusCode()).isEqualTo(200);
  }

  @Test
  void sendsRetryAfterInAnyForm() {
    for (String raw : List.of("0", "86400", "-5", "soon", "1.5")) {
      faults.on("items").times(1).respond(429).retryAfter(raw);
      assertThat(items().headers().firstValue("Retry-After")).contains(raw);
    }
  }

  @Test
  void sendsRetryAfterAsADateSoFarFromNow() {
    faults.on("items").respond(503).retryAfterDate(Duration.ofSeconds(90));

    assertThat(items().headers().firstValue("Retry-After"))
        .contains("Thu, 01 Jan 2026 00:01:30 GMT");
    clock.advance(Duration.ofSeconds(5));
    assertThat(items().headers().firstValue("Retry-After"))
        .contains("Thu, 01 Jan 2026 00:01:35 GMT");
  }

  @Test
  void writesHeaderNamesInAnUnusualCase() throws IOException {
    faults.on("items").respond(429).retryAfterSeconds(3);

    assertThat(rawAnswer("/items?api_key=hush")).contains("Retry-after: 3");
  }

  @Test
  void addsAHeaderToAWholePage() {
    faults.on("items").header("X-RateLimit-Remaining", "0");

    assertThat(items().statusCode()).isEqualTo(200);
    assertThat(items().headers().firstValue("X-RateLimit-Remaining")).contains("0");
  }

  @Test
  void holdsTheAnswerBackUntilThen() {
    faults.on("items").times(1).slow(Duration.ofMillis(300));
    long start = System.nanoTime();

    assertThat(items().statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void closesAtOnceThoughAnAnswerIsStillHeldBack() {
    faults.on("items").slow(Duration.ofHours(1));
    CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(this::items);
    await().until(() -> !sandbox.traffic().requests().isEmpty());
    sandbox.close();

    assertThatThrownBy(answer::join).hasCauseInstanceOf(UncheckedIOException.class);
  }

  @Test
  void cutsTheAnswerOffMidway() {
    faults.on("items").times(1).cutOff();

    assertThatThrownBy(this::items).isInstanceOf(UncheckedIOException.class);
    assertThat(items().statusCode()).isEqualTo(200);
  }

  @Test
  void promisesMoreBytesThanItSendsBeforeACut() throws IOException {
    faults.on("items").cutOff();
    String answer = rawAnswer("/items?limit=20&api_key=hush");
    int body = answer.length() - answer.indexOf("\r\n\r\n") - 4;
    int promised =
        Integer.parseInt(answer.replaceAll("(?s).*Content-length: (\\d+).*", "$1").trim());

    assertThat(body).isBetween(1, promised - 1);
  }

  @Test
  void answersWhatIsNoJson() {
    faults.on("items").times(1).invalidJson();
    faults.on("items").times(1).html();
    HttpResponse<String> invalid = items();
    HttpResponse<String> html = items();

    assertThat(invalid.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Json.parse(invalid.body()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.headers().firstValue("Content-Type")).contains("text/html");
    assertThat(html.body()).startsWith("<html>");
  }

  @Test
  void answersWithoutABody() {
    faults.on("items").times(1).respond(204);
    faults.on("items").times(1).emptyBody();
    HttpResponse<String> noContent = items();
    HttpResponse<String> empty = items();

    assertThat(noContent.statusCode()).isEqualTo(204);
    assertThat(noContent.body()).isEmpty();
    assertThat(empty.statusCode()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
  }

  @Test
  void sendsASmallGzipOfALargePage() throws IOException {
    faults.on("items").hugeGzip(20_000_000);
    HttpResponse<byte[]> answer = client.getBytes("/items?api_key=hush");

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(answer.body()).hasSizeLessThan(200_000);
    try (InputStream page = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).hasSizeGreaterThan(20_000_000).startsWith("{\"data\":[{\"id\":1");
      assertThat(text).endsWith("\"next_cursor\":null}");
    }
  }

  @Test
  void redirectsToAnotherOrigin() {
    faults.on("items").redirectTo("http://127.0.0.2:1/items");

    assertThat(items().statusCode()).isEqualTo(302);
    assertThat(items().headers().firstValue("Location")).contains("http://127.0.0.2:1/items");
  }

  @Test
  void forgetsTheTokenInTheMiddle() {
    faults.on("items").page(2).times(1).respond(401);
    String second = client.pathOfPage("/items?limit=50&api_key=hush", 2);

    assertThat(client.get(second).statusCode()).isEqualTo(401);
    assertThat(client.get(second).statusCode()).isEqualTo(200);
  }

  @Test
  void repeatsTheCredentialsInAnErrorBody() {
    faults.on("items").respond(403).echoToken();

    assertThat(items().body()).contains("you sent hush");
    assertThat(client.get("/items", "Authorization", "Bearer hush").body())
        .contains("you sent Bearer hush");
  }

  @Test
  void doesNotStrikeRequestsWithoutTheToken() {
    AnswerFault fault = faults.on("items").respond(500);

    assertThat(client.get("/items").statusCode()).isEqualTo(401);
    assertThat(fault.fired()).isZero();
  }

  @Test
  void refusesAChoiceThatMakesNoSense() {
    assertThatThrownBy(() -> faults.on("carts")).hasMessageContaining("carts");
    assertThatThrownBy(() -> faults.on("items").page(0)).hasMessageContaining("first is 1");
    assertThatThrownBy(() -> faults.on("items").times(0)).hasMessageContaining("times is 0");
    assertThatThrownBy(() -> faults.on("items").probability(2, 1)).hasMessageContaining("2.0");
  }

  private HttpResponse<String> items() {
    return client.get("/items?limit=50&api_key=hush");
  }

  private List<Integer> statuses(int count) {
    return IntStream.range(0, count).mapToObj(n -> items().statusCode()).toList();
  }

  private String rawAnswer(String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", sandbox.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        answer.append((char) c);
      }
      return answer.toString();
    }
  }
}
