package dev.caravan.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a process that runs, opened by a browser that runs its script. */
@Timeout(300)
class PageInBrowserTest {
  @TempDir private static Path directory;
  private static PageProcess caravan;

  private WebClient browser;

  @BeforeAll
  static void start() throws IOException {
    caravan = PageProcess.start(directory);
  }

  @AfterAll
  static void stop() {
    caravan.close();
  }

  @BeforeEach
  void open() {
    browser = new WebClient(BrowserVersion.FIREFOX);
    browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void showsStreamsRunsAndQuotasToWhoHasNoToken() throws IOException {
    HtmlPage page = page("#/");
    shows(page, "people", "complete", "broken", "failed", "shop", "1,000 in 60 s");
    assertThat(page.getElementById("sign-in").isDisplayed()).isTrue();
    HtmlPage stream = page("#/stream/people");
    shows(stream, "Fetched", "Checkpoint", "rows written");
    assertThat(stream.querySelectorAll("svg.chart rect")).isNotEmpty();
    HtmlPage quarantine = page("#/quarantine");
    shows(quarantine, "missing_required", "with the token");
    assertThat(quarantine.querySelectorAll("main button[data-key*=Retry]")).isEmpty();
    assertThat(quarantine.asNormalizedText()).doesNotContain("onerror");
  }

  @Test
  void markupOfRecordsAndErrorsIsText() throws IOException {
    HtmlPage record = signedIn("#/record/1");
    shows(record, "onerror", "12345678901234567890.50");
    harmless(record);
    HtmlPage broken = signedIn("#/stream/broken");
    shows(broken, "418", "onerror");
    harmless(broken);
    HtmlPage quarantine = signedIn("#/quarantine");
    shows(quarantine, "missing_required");
    harmless(quarantine);
  }

  @Test
  void aWrongTokenIsSaidAndForgotten() throws IOException {
    HtmlPage page = page("#/");
    shows(page, "people");
    signIn(page, "not the token at all");
    shows(page, "That is not the token.");
    assertThat(page.getElementById("sign-in").isDisplayed()).isTrue();
  }

  @Test
  void pausesResumesRunsAndResetsAStream() throws IOException {
    HtmlPage page = signedIn("#/stream/orders");
    shows(page, "Run now");
    press(page, "Pause");
    shows(page, "orders is paused", "Resume");
    press(page, "Resume");
    shows(page, "orders runs again", "Pause");
    int before = caravan.requests();
    press(page, "Run now");
    shows(page, "orders runs now");
    eventually(() -> caravan.requests() > before);

    ((HtmlInput) page.getElementById("confirm")).setValue("order");
    press(page, "Reset");
    shows(page, "its name must be given once more");
    ((HtmlInput) page.getElementById("confirm")).setValue("orders");
    press(page, "Reset");
    shows(page, "orders begins at its beginning");
  }

  @Test
  void discardsARecordAndSaysWhyOneIsStillInQuarantine() throws IOException {
    HtmlPage page = signedIn("#/record/1");
    shows(page, "Retry");
    press(page, "Retry");
    shows(page, "still in quarantine: missing_required");
    page = signedIn("#/record/2");
    shows(page, "Discard");
    press(page, "Discard");
    shows(page, "record 2 is discarded");
    try (Database database = TestDatabases.sqlite(directory)) {
      assertThat(
              database
                  .jdbc()
                  .queryForObject(
                      "select outcome from caravan_quarantine where id = 2", String.class))
          .isEqualTo("discarded");
    }
  }

  @Test
  void everyReplyHasThePolicyAndEventsCome() throws Exception {
    for (String path : List.of("", "/", "/page.js", "/nothing", "/api/overview", "/api/nothing")) {
      Optional<HttpResponse<String>> reply = caravan.send(path);
      assertThat(reply.orElseThrow().headers().firstValue("Content-Security-Policy"))
          .as(path)
          .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    }
    assertThat(caravan.event("event:")).isEqualTo("event: changed");
    assertThat(caravan.event("data:")).isEqualTo("data: {}");
  }

  private HtmlPage page(String view) throws IOException {
    browser.getPage("about:blank");
    return browser.getPage(caravan.address() + view);
  }

  private HtmlPage signedIn(String view) throws IOException {
    HtmlPage page = page(view);
    eventually(
        () ->
            !page.getElementById("sign-in").hasAttribute("hidden")
                || !page.getElementById("sign-out").hasAttribute("hidden"));
    if (page.getElementById("sign-out").hasAttribute("hidden")) {
      signIn(page, PageProcess.TOKEN);
      eventually(() -> !page.getElementById("sign-out").hasAttribute("hidden"));
    }
    return page;
  }

  private static void signIn(HtmlPage page, String token) throws IOException {
    ((HtmlInput) page.getElementById("token")).setValue(token);
    ((HtmlElement) page.querySelector("#sign-in button")).click();
  }

  private static void press(HtmlPage page, String text) throws IOException {
    for (DomElement each : page.getElementsByTagName("button")) {
      if (each instanceof HtmlButton button && button.getTextContent().equals(text)) {
        button.click();
        return;
      }
    }
    throw new AssertionError("there is no button " + text + " in " + page.asNormalizedText());
  }

  private static void shows(HtmlPage page, String... texts) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(page.getBody().getTextContent()).contains(texts));
  }

  private static void harmless(HtmlPage page) {
    assertThat(page.querySelectorAll("main img, main script, main iframe")).isEmpty();
    assertThat(page.executeJavaScript("String(window.broken)").getJavaScriptResult())
        .isEqualTo("undefined");
  }

  private static void eventually(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(condition::getAsBoolean);
  }
}
