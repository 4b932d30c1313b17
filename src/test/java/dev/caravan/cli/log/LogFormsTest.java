package dev.caravan.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Api;
import dev.caravan.cli.CaravanCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two forms of logback.xml, as bytes. */
class LogFormsTest {
  private static final String TOKEN = "t0ken/of+the=shop";

  private final Api api = new Api();
  private final LoggerContext log = new LoggerContext();

  @Test
  void jsonIsOneObjectPerLineWithTheNamesOfEcs() throws Exception {
    LoggingEvent event =
        event("stream items run 2026-ab: geht für 日本\n zu Ende \u001b[2J", failure());
    event.setMDCPropertyMap(Map.of("trace.id", "t1"));

    String text = logged("json", "info", event);
    assertThat(text).endsWith("}\n").containsOnlyOnce("\n").doesNotContain("\u001b");
    JsonNode line = new ObjectMapper().readTree(text);
    assertThat(line.at("/@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    assertThat(line.at("/log.level").asText()).isEqualTo("WARN");
    assertThat(line.at("/message").asText()).startsWith("stream items run 2026-ab: geht für 日本");
    assertThat(line.at("/log.logger").asText()).isEqualTo("dev.caravan.pull.PullRun");
    assertThat(line.at("/process.thread.name").asText()).isNotEmpty();
    assertThat(line.at("/service.name").asText()).isEqualTo("caravan");
    assertThat(line.at("/service.version").asText()).isNotEmpty();
    assertThat(line.at("/ecs.version").asText()).isNotEmpty();
    assertThat(line.at("/error.type").asText()).isEqualTo(IOException.class.getName());
    assertThat(line.at("/error.message").asText()).startsWith("the API said");
    assertThat(line.at("/error.stack_trace").asText())
        .contains("Caused by: java.lang.IllegalStateException: it had")
        .contains("Suppressed: java.lang.RuntimeException")
        .contains("\tat " + LogFormsTest.class.getName());
    assertThat(line.at("/caravan.stream").asText()).isEqualTo("items");
    assertThat(line.at("/caravan.run").asText()).isEqualTo("2026-ab");
    assertThat(line.at("/trace.id").asText()).isEqualTo("t1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void noFormShowsASecretWhoeverLogsIt(String form) throws Exception {
    api.setBearerToken(TOKEN);
    LoggingEvent event = event("a library says " + TOKEN, failure());
    event.setLoggerName("io.library");
    event.setMDCPropertyMap(Map.of("asked", "?key=t0ken%2Fof%2Bthe%3Dshop"));

    assertThat(logged(form, "info", event))
        .contains("a library says ***")
        .doesNotContain("t0ken", "of+the", "of%2Bthe");
  }

  @Test
  void textIsInUtf8WithDateAndZoneAndWithoutWhatATerminalObeys() throws Exception {
    assertThat(logged("text", "info", event("für 日本 \u001b[2J\nzwei", failure())))
        .matches("(?s)\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}(Z|[+-]\\d\\d:\\d\\d) WARN  für 日本 .*zwei\n")
        .doesNotContain("\u001b", "IOException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "sandbox",
        "status",
        "runs s",
        "query s",
        "checkpoint show s",
        "checkpoint reset s",
        "deadletters list t",
        "deadletters replay t"
      })
  void everyVerbHearsOfIt(String verb) {
    StringWriter err = new StringWriter();
    assertThat(
            CaravanCommand.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute((verb + " -D caravan.log=xml").split(" ")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("caravan.log 'xml' is not one of text, json");
  }

  @Test
  void aLevelMayBeInCapitals() {
    String[] verb = {"status", "--help", "-D", "caravan.log.level=DEBUG"};
    StringWriter out = new StringWriter();
    try {
      assertThat(CaravanCommand.commandLine().setOut(new PrintWriter(out)).execute(verb)).isZero();
      assertThat(System.getProperty("caravan.log.level")).isEqualTo("debug");
    } finally {
      System.clearProperty("caravan.log.level");
    }
  }

  @Test
  void theLevelOfCaravanCanBeSet() throws Exception {
    configure("text", "debug");
    assertThat(log.getLogger("dev.caravan.run").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(log.getLogger("org.apache.camel").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void theDocumentedFileOfLogbackBuildsOnOurs() throws Exception {
    Matcher block =
        Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/operating.md")));
    assertThat(block.find()).isTrue();
    configure("json", "debug", new ByteArrayInputStream(block.group(1).getBytes(UTF_8)));
    assertThat(log.getLogger("dev.caravan.run").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(log.getLogger("org.apache.camel").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(log.getLogger("com.other").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  private static Exception failure() {
    IllegalStateException cause = new IllegalStateException("it had " + TOKEN);
    cause.addSuppressed(new RuntimeException("and " + TOKEN));
    return new IOException("the API said " + TOKEN, cause);
  }

  private LoggingEvent event(String message, Exception failure) {
    return new LoggingEvent(
        "", log.getLogger("dev.caravan.pull.PullRun"), Level.WARN, message, failure, null);
  }

  private String logged(String form, String level, ILoggingEvent event) throws Exception {
    OutputStreamAppender<ILoggingEvent> appender = configure(form, level);
    return new String(appender.getEncoder().encode(event), UTF_8);
  }

  private OutputStreamAppender<ILoggingEvent> configure(String form, String level)
      throws Exception {
    return configure(form, level, LogFormsTest.class.getResourceAsStream("/logback.xml"));
  }

  private OutputStreamAppender<ILoggingEvent> configure(String form, String level, InputStream file)
      throws Exception {
    log.putProperty("caravan.log", form);
    log.putProperty("caravan.log.level", level);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(log);
    configurator.doConfigure(file);
    assertThat(log.getStatusManager().getCopyOfStatusList())
        .allMatch(status -> status.getLevel() == Status.INFO);
    LogSecrets.hide(log, Set.of(api));
    return (OutputStreamAppender<ILoggingEvent>)
        log.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("console");
  }
}
