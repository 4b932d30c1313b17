package dev.caravan.cli.discover;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.DocExample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page shows what the command says and writes. */
class DiscoverDocTest {
  private static final Path PAGE = Path.of("docs/discover.md");
  private static final String DOCS_URL = "http://localhost:8055";

  @TempDir Path directory;

  @Test
  void thePageShowsWhatTheCommandSaysAndWrites() throws IOException {
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withToken(Discovered.TOKEN))) {
      Discovered file =
          Discovered.of(
              directory,
              "shop-orders",
              sandbox.url() + "/pages/orders",
              "-H",
              "Authorization: Bearer {{env:TOKEN}}");
      String command =
          "./caravan discover %s/pages/orders -H 'Authorization: Bearer {{env:SHOP_TOKEN}}' -o routes/shop-orders.camel.yaml"
              .formatted(DOCS_URL);
      assertShown("command", "\n    " + command + "\n\n");
      assertShown("requests", block("text", plain(file.said(), sandbox.url())));
      assertShown("file", block("yaml", plain(file.text(), sandbox.url())));
    }
  }

  private static String plain(String text, String url) {
    return text.replace(url, DOCS_URL).replace("{{env:TOKEN}}", "{{env:SHOP_TOKEN}}");
  }

  private static String block(String language, String text) {
    return "\n```" + language + "\n" + text + "```\n\n";
  }

  private static void assertShown(String marker, String wanted) throws IOException {
    DocExample.assertShown(PAGE, marker, wanted, UnaryOperator.identity());
  }
}
