package dev.caravan.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --once} on a terminal, and where there is none. */
@Timeout(120)
class TerminalIT {
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final String ESCAPE = "\u001b";

  @TempDir Path folder;

  @Test
  void linesMoveOnATerminalAndThePlainLogStaysElsewhere() throws Exception {
    assumeTrue(
        Files.isExecutable(SCRIPT) && System.getProperty("os.name").equals("Linux"),
        "a terminal that script of util-linux makes");
    SandboxOptions slow =
        SandboxOptions.defaults().withCounts(0, 0, 300).withSlidingQuota(6, Duration.ofSeconds(1));
    try (Sandbox sandbox = Sandbox.start(slow)) {
      write(sandbox.url());
      String launcher =
          Path.of(System.getProperty("caravan.jar")).resolveSibling("caravan").toAbsolutePath()
              + " run --once";

      String terminal =
          run(List.of(SCRIPT.toString(), "-qec", launcher + " customers", "/dev/null"), "xterm");
      assertThat(terminal)
          .contains(ESCAPE + "[1A" + ESCAPE + "[J")
          .containsPattern("customers  \\d+ pages?, \\d+ rows")
          .contains("until shop allows the next request")
          .containsPattern("customers  complete: 300 rows, [\\d.]+ s")
          .doesNotContain(" INFO ")
          .satisfies(
              text ->
                  assertThat(text.substring(0, text.indexOf("customers  complete")))
                      .doesNotContain("complete"));

      String plain = run(List.of("sh", "-c", launcher + " again"), "xterm");
      assertThat(plain).doesNotContain(ESCAPE).containsPattern(" INFO .*: complete after ");
    }
  }

  private void write(String url) throws Exception {
    Path routes = Files.createDirectory(folder.resolve("routes"));
    String yaml =
        "- beans:\n"
            + "    - name: shop\n"
            + "      type: dev.caravan.api.Api\n"
            + "      properties: {baseUrl: \""
            + url
            + "\", quota: 6/1s}\n";
    for (String stream : List.of("customers", "again")) {
      yaml +=
          """
          - route:
              id: %1$s
              from:
                uri: kamelet:caravan-pull
                parameters: {api: shop, path: "/customers?limit=%2$d", records: $.data, pagination: cursor}
                steps:
                  - to: kamelet:caravan-upsert?table=%1$s&key=id
          """
              .formatted(stream, stream.equals("again") ? 50 : 20);
    }
    Files.writeString(routes.resolve("shop.camel.yaml"), yaml);
  }

  private String run(List<String> command, String terminal) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("TERM", terminal);
    int code = builder.start().waitFor();
    String said = Files.readString(out);
    assertThat(code).as(said).isZero();
    return said;
  }
}
