package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFunctionTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"'s3cret\n'", "'s3cret\r\n'", "s3cret"})
  void aPlaceholderIsTheTextOfItsFileWithoutTheLastLineBreak(String text) throws Exception {
    assertThat(resolve(file(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo("s3cret");
  }

  @Test
  void whatElseStandsInTheFileIsKept() throws Exception {
    String text = " größer: than #1\nand {a}\n\n";
    assertThat(resolve(file(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(" größer: than #1\nand {a}\n");
  }

  @Test
  void aFileThatCannotBeMeantIsNamedAndNothingOfItIsShown() throws Exception {
    assertRefused(directory.resolve("missing"), "cannot be read");
    assertRefused(directory, "cannot be read");
    assertRefused(file(new byte[0]), "is empty");
    assertRefused(file(new byte[] {'t', 'o', 'p', (byte) 0xff}), "is not UTF-8");
    assertRefused(file("top".repeat(30_000).getBytes(StandardCharsets.UTF_8)), "has more than");
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> resolve(file))
        .hasStackTraceContaining("{{file:" + file + "}} " + why)
        .satisfies(e -> assertThat(e).hasMessageNotContaining("topt"));
  }

  private static String resolve(Path file) throws Exception {
    try (CamelContext context = new DefaultCamelContext()) {
      return context.resolvePropertyPlaceholders("{{file:" + file + "}}");
    }
  }

  private Path file(byte[] bytes) throws Exception {
    return Files.write(directory.resolve("token"), bytes);
  }
}
