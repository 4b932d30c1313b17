import dev.caravan.page.PageProcess;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a browser that people use. */
public final class PageCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Dimension DESK = new Dimension(1180, 760);

  private final PageProcess caravan;
  private final ChromeDriver browser;
  private final Path directory;
  private final Optional<Path> pictures;

  private PageCheck(Path directory, Optional<Path> pictures) throws Exception {
    this.directory = directory;
    this.pictures = pictures;
    caravan = PageProcess.start(directory);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(System.getProperty("chromium", "/usr/bin/chromium"));
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService driver =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(
                new java.io.File(System.getProperty("chromedriver", "/usr/bin/chromedriver")))
            .build();
    browser = new ChromeDriver(driver, options);
  }

  /** Takes the folder for the pictures, if they are to be made. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("caravan-page");
    Optional<Path> pictures = List.of(arguments).stream().map(Path::of).findFirst();
    PageCheck check = new PageCheck(directory, pictures);
    try {
      check.all();
      System.out.println("all is well");
    } finally {
      check.browser.quit();
      check.caravan.close();
    }
    System.exit(0);
  }

  private void all() throws Exception {
    browser.manage().window().setSize(DESK);
    pictureRuns();
    open("#/");
    shows("people");
    withoutTokenNothingIsShownOrDone();
    signIn();
    makePictures();
    fitsAPhone();
    markupStaysText();
    changesComeByThemselves();
    worksByKeyboard();
    manyStreamsAreShownWithinASecond();
    nothingWasRefusedByThePolicy();
  }

  private void withoutTokenNothingIsShownOrDone() {
    for (String view : List.of("#/stream/people", "#/stream/broken", "#/quarantine")) {
      open(view);
      eventually(view, () -> !browser.findElements(By.cssSelector("main table")).isEmpty());
      require(!body().contains("onerror"), view + " shows what others wrote");
      require(
          browser.findElements(By.cssSelector("main button.danger")).isEmpty(),
          view + " has actions");
    }
  }

  private void signIn() {
    open("#/");
    eventually("a token is asked for", () -> browser.findElement(By.id("token")).isDisplayed());
    browser.findElement(By.id("token")).sendKeys(PageProcess.TOKEN, Keys.ENTER);
    eventually("the token is taken", () -> browser.findElement(By.id("sign-out")).isDisplayed());
    require(!browser.findElement(By.id("sign-in")).isDisplayed(), "the token is asked for again");
    say("signed in");
  }

  private void markupStaysText() {
    for (String view :
        List.of("#/record/1", "#/record/2", "#/quarantine", "#/stream/broken", "#/stream/people")) {
      open(view);
      eventually(view, () -> !view.matches(".*(record|broken).*") || body().contains("onerror"));
      require(
          browser.findElements(By.cssSelector("main img, main script, main iframe")).isEmpty(),
          view + " made elements of what others wrote");
      require(
          "undefined".equals(browser.executeScript("return typeof window.broken")),
          view + " ran what others wrote");
    }
    say("markup stays text");
  }

  private void changesComeByThemselves() {
    open("#/");
    shows("people");
    eventually("events come", () -> browser.findElement(By.id("live")).getText().equals("live"));
    insert("came-by-itself", 1, Instant.now().minusSeconds(5));
    shows("came-by-itself");
    say("changes come by themselves");
  }

  /** The first tab leads to a link that skips the frame. */
  private void worksByKeyboard() {
    open("#/stream/people");
    shows("Run now");
    browser.executeScript("document.activeElement.blur()");
    browser.findElement(By.tagName("body")).sendKeys(Keys.TAB);
    String first = browser.switchTo().activeElement().getText();
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      WebElement active = browser.switchTo().activeElement();
      reached.add(active.getText());
      active.sendKeys(Keys.TAB);
    }
    require(first.startsWith("Skip"), "the first stop is " + first);
    for (String each : List.of("Streams", "Quarantine", "Run now", "Pause", "Reset")) {
      require(reached.contains(each), each + " is not reached by keyboard: " + reached);
    }
    Object unnamed =
        browser.executeScript(
            "return [...document.querySelectorAll('input')].filter(i => !i.labels.length)"
                + ".map(i => i.id).join()");
    require("".equals(unnamed), "inputs without a label: " + unnamed);
    say("works by keyboard");
  }

  private void fitsAPhone() throws Exception {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 390, "height", 780, "deviceScaleFactor", 1, "mobile", true));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    for (String view : List.of("#/", "#/stream/payments", "#/quarantine", "#/record/1")) {
      open(view);
      eventually(view, () -> !browser.findElements(By.cssSelector("main h2")).isEmpty());
      long wide = (Long) browser.executeScript("return document.documentElement.scrollWidth");
      require(wide <= 390, view + " is " + wide + " wide on a phone");
    }
    open("#/");
    shows("payments");
    picture("page-phone");
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    say("fits a phone, in the dark");
  }

  private void makePictures() throws Exception {
    browser.manage().window().setSize(DESK);
    open("#/");
    shows("payments");
    picture("page-streams");
    open("#/stream/payments");
    shows("rows written");
    require(
        (Boolean) browser.executeScript("return document.documentElement.scrollWidth <= innerWidth"),
        "a stream is wider than a desk");
    picture("page-stream");
  }

  private void manyStreamsAreShownWithinASecond() {
    Instant begin = Instant.now().minus(Duration.ofDays(2));
    for (int stream = 0; stream < 200; stream++) {
      insert("stream-" + stream, 50, begin.plusSeconds(stream));
    }
    for (int turn = 0; turn < 3; turn++) {
      browser.get("about:blank");
      long began = System.nanoTime();
      browser.get(caravan.address() + "#/");
      eventually(
          "200 streams",
          () ->
              (Long) browser.executeScript("return document.querySelectorAll('main tbody tr').length")
                  > 200);
      long millis = (System.nanoTime() - began) / 1_000_000;
      say("200 streams and 10,000 runs: " + millis + " ms");
      require(turn == 0 || millis < 1000, "it took " + millis + " ms");
    }
  }

  private void nothingWasRefusedByThePolicy() {
    for (LogEntry entry : browser.manage().logs().get(LogType.BROWSER)) {
      require(
          !entry.getMessage().matches("(?i).*(content security policy|trusted).*"),
          entry.getMessage());
    }
  }

  /** Runs as a shop has them. */
  private void pictureRuns() {
    Instant begin = Instant.now().minus(Duration.ofHours(23));
    for (String stream : List.of("customers", "invoices", "payments", "refunds", "tickets")) {
      insert(stream, 44, begin.plusSeconds(stream.length() * 97L));
      try (Database database = TestDatabases.sqlite(directory)) {
        Checkpoints checkpoints = new Checkpoints(database);
        Checkpoint before = checkpoints.open(stream);
        Instant success = Instant.now().minusSeconds(stream.length() * 131L);
        checkpoints.move(
            before, before.completed(Optional.empty(), Optional.of(success.toString()), success));
      }
    }
  }

  private void insert(String stream, int runs, Instant begin) {
    List<Object[]> rows = new ArrayList<>();
    try (Database database = TestDatabases.sqlite(directory)) {
      for (int run = 0; run < runs; run++) {
        Instant started = begin.plus(Duration.ofMinutes(31L * run));
        long rowsOf = 400 + Math.abs((stream.hashCode() / 7 + run * 7919L * (run % 5 + 1)) % 900);
        rows.add(
            new Object[] {
              stream + "-" + (1000 + run),
              stream,
              run % 23 == 19 ? "failed" : "complete",
              database.time(started),
              database.time(started.plusMillis(900 + rowsOf * 4)),
              rowsOf / 100 + 1,
              rowsOf,
              rowsOf / 3,
              rowsOf / 2,
              rowsOf - rowsOf / 3 - rowsOf / 2,
              rowsOf / 100 + 1
            });
      }
      database
          .transaction()
          .executeWithoutResult(
              status ->
                  database
                      .jdbc()
                      .batchUpdate(
                          "insert into caravan_run (run_id, stream, state, started, ended, pages,"
                              + " fetched, inserted, updated, unchanged, requests)"
                              + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          rows));
    }
  }

  private void open(String view) {
    browser.get("about:blank");
    browser.get(caravan.address() + view);
  }

  private void shows(String text) {
    eventually(text, () -> body().contains(text));
  }

  private String body() {
    return String.valueOf(browser.executeScript("return document.body.textContent"));
  }

  private void picture(String name) throws Exception {
    if (pictures.isPresent()) {
      Files.write(
          Files.createDirectories(pictures.get()).resolve(name + ".png"),
          browser.getScreenshotAs(OutputType.BYTES));
    }
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      require(System.nanoTime() < end, "not within " + PATIENCE + ": " + what);
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private static void say(String text) {
    System.out.println(text);
  }
}
