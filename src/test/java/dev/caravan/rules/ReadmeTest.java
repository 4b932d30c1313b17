package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.CaravanCommand;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.DocExample;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The README's examples in the tree as a user has it: beside all routes that come with Caravan. */
@Timeout(60)
class ReadmeTest {
  @TempDir Path directory;

  @Test
  void theFirstStreamAndTheFirstWebhookRunInACheckout() throws Exception {
    Path routes = Files.createDirectory(directory.resolve("routes"));
    for (Path shipped : shipped()) {
      Files.copy(shipped, routes.resolve(shipped.getFileName()));
    }
    write(routes.resolve("first.camel.yaml"), DocExample.of("README.md", "first"));
    write(routes.resolve("github.camel.yaml"), DocExample.of("README.md", "github-webhook"));
    String url = TestDatabases.sqliteUrl(directory);

    try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(0, 0, 250))) {
      int code =
          CaravanCommand.execute(
              "run",
              "--once",
              "first",
              "--routes=" + routes,
              "--properties=application.properties",
              "-D=shop.url=" + sandbox.url(),
              "-D=shop.token=sandbox-token",
              "-D=shop.quota=1000/s",
              "-D=caravan.datasource.url=" + url);
      assertThat(code).isZero();
    }
    assertThat(
            new JdbcTemplate(new DriverManagerDataSource(url))
                .queryForObject("select count(*) from first_customers", Long.class))
        .isEqualTo(250);
  }

  private static void write(Path file, String yaml) throws IOException {
    Files.writeString(file, yaml.replaceAll("\\{\\{env:[^}]*}}", "secret"));
  }

  private static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      return files.toList();
    }
  }
}
