package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a hub gets with the thin jar, and what it must not get. */
class EmbeddingIT {
  @Test
  void theThinJarHoldsTheBlocksAndNothingOfTheProgram() throws IOException {
    assertThat(entries())
        .contains(
            "kamelets/caravan-pull.kamelet.yaml",
            "kamelets/caravan-upsert.kamelet.yaml",
            "caravan/beans.camel.yaml",
            "caravan/fetch.camel.yaml",
            "caravan/db-postgresql/V1__caravan_tables.sql",
            "caravan/db-sqlite/V1__caravan_tables.sql",
            "META-INF/services/org.apache.camel.spi.ContextServicePlugin",
            "dev/caravan/pull/Stream.class")
        .noneMatch(entry -> entry.matches("dev/caravan/(cli|sandbox)/.+"))
        .noneMatch(entry -> entry.matches("dev/caravan/Caravan.*"))
        .doesNotContain("logback.xml", "application.properties")
        .allMatch(entry -> entry.matches("(dev/caravan|kamelets|caravan|META-INF)(/.*)?"));
  }

  @Test
  @Timeout(90)
  void aHubRunsAStreamFromTheThinJarAndKeepsItsOwnWays(@TempDir Path folder) throws Exception {
    String database = TestDatabases.sqliteUrl(folder);
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(45, 1, 1))) {
      sandbox.faults().on("items").page(3).times(1).respond(503);

      assertThat(hub(sandbox.url(), database))
          .contains("state=COMPLETE")
          .contains("hub: kept by the hub")
          .containsPattern("stream from: .*/caravan-[^/]+\\.jar");

      try (Database tables = new Database(database, "sa", "")) {
        Long rows =
            new JdbcTemplate(tables.dataSource())
                .queryForObject("select count(*) from items", Long.class);
        assertThat(rows).isEqualTo(sandbox.shop().expected("items").size());
      }
    }
  }

  /** A process with the thin jar in place of the classes of this build. */
  private static String hub(String url, String database) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).endsWith(Path.of("target", "classes")))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("caravan.thin.jar") + File.pathSeparator + classPath,
                ThinHub.class.getName(),
                url,
                database)
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("caravan.thin.jar"))) {
      return jar.stream().map(ZipEntry::getName).filter(name -> !name.equals("dev/")).toList();
    }
  }
}
