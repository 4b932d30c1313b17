package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

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
            "caravan/db/V1__caravan_tables.sql",
            "META-INF/services/org.apache.camel.spi.ContextServicePlugin",
            "dev/caravan/pull/Stream.class")
        .noneMatch(entry -> entry.matches("dev/caravan/(cli|sandbox)/.+"))
        .noneMatch(entry -> entry.matches("dev/caravan/Caravan.*"))
        .doesNotContain("logback.xml", "application.properties")
        .allMatch(entry -> entry.matches("(dev/caravan|kamelets|caravan|META-INF)(/.*)?"));
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("caravan.thin.jar"))) {
      return jar.stream().map(ZipEntry::getName).filter(name -> !name.equals("dev/")).toList();
    }
  }
}
