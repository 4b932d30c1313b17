package dev.caravan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.DocExample;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The path of a newcomer, by the script that people run: each command prints what the page shows.
 * With {@code -Dcaravan.docs.write=true} the page is written anew.
 */
@Timeout(180)
class TenMinutesIT {
  private static final Path PAGE = Path.of("docs/ten-minutes.md");
  private static final Path SCRIPT = Path.of("examples/ten-minutes.sh").toAbsolutePath();
  private static final String DOCS_PORT = "8055";

  /** In the order in which the script runs them. */
  private static final List<String> MARKERS =
      List.of("discover", "check", "preview", "plan", "run", "query", "again", "status");

  @TempDir Path folder;

  @Test
  void eachCommandPrintsWhatThePageShows() throws Exception {
    List<String> said;
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.demo())) {
      String port = Integer.toString(URI.create(sandbox.url()).getPort());
      said = said(script(port).replace(":" + port, ":" + DOCS_PORT));
    }
    assertThat(said).hasSameSizeAs(MARKERS);
    for (int i = 0; i < MARKERS.size(); i++) {
      DocExample.assertShown(
          PAGE, MARKERS.get(i), "\n```text\n" + said.get(i) + "\n```\n\n", TenMinutesIT::masked);
    }
  }

  /** What the script printed, which must end well. */
  private String script(String port) throws Exception {
    Path launcher = Path.of(System.getProperty("caravan.jar")).resolveSibling("caravan");
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPT.toString(), folder.resolve("shop").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("CARAVAN", launcher.toAbsolutePath().toString());
    builder.environment().put("SHOP", "http://localhost:" + port);
    builder.environment().put("SHOP_TOKEN", SandboxOptions.demo().token());
    builder.environment().put("LC_ALL", "C.UTF-8");
    int code = builder.start().waitFor();
    String said = Files.readString(out);
    assertThat(code).as(said).isZero();
    return said;
  }

  /** By command. */
  private static List<String> said(String all) {
    return Stream.of(all.split("(?m)^(?=\\$ )"))
        .filter(part -> part.startsWith("$ "))
        .map(String::stripTrailing)
        .toList();
  }

  /** Without what no two runs have in common, and the width that a table takes from it. */
  private static String masked(String text) {
    return mask(text, "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
        .transform(each -> mask(each, "\\d{8}T\\d{6}-[0-9a-f]{12}", "RUN"))
        .transform(each -> mask(each, "\\d+\\.\\d+ s", "SECONDS"))
        .transform(each -> mask(each, "\\d+ ms", "MILLIS"))
        .transform(each -> mask(each, "(?i)(ratelimit-(?:remaining|reset): )\\d+", "$1COUNT"))
        .transform(each -> mask(each, "(?m)(of node +).*$", "$1NODE"))
        .transform(each -> mask(each, " {2,}|-{3,}", " "));
  }

  private static String mask(String text, String what, String by) {
    return Pattern.compile(what).matcher(text).replaceAll(by);
  }
}
