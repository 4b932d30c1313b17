package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher takes from {@code .env}, seen by a program that stands in for Java. */
@Timeout(60)
class LauncherTest {
  private static final Path LAUNCHER = Path.of("src/cli/assembly/caravan").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void variablesOfTheFileAreSetAndThoseOfTheEnvironmentAreStronger() throws Exception {
    String pwned = directory.resolve("pwned").toString();
    Files.writeString(
        directory.resolve(".env"),
        """
        # what the shop needs

        A=plain
        export B="two words # and more"\r
        C='$(touch %s) `id` "quoted"'
        D=a=b
        E=
        F=of the file\
        """
            .formatted(pwned));

    String told = launch("A B C D E F", Map.of("F", "of the environment")).out();

    assertThat(told)
        .isEqualTo(
            "A=plain\nB=two words # and more\nC=$(touch %s) `id` \"quoted\"\nD=a=b\nE=\nF=of the environment\n"
                .formatted(pwned));
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "A B=s3cret", "1A=s3cret", "=s3cret", "A-B=s3cret"})
  void aLineThatSetsNoVariableIsNamedByItsNumberAndNothingStarts(String line) throws Exception {
    Files.writeString(directory.resolve(".env"), "A=1\n" + line + "\n");

    Ended ended = launch("A", Map.of());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.error()).contains("line 2 of .env").doesNotContain("s3cret");
  }

  private record Ended(int code, String out, String error) {}

  private Ended launch(String names, Map<String, String> environment) throws Exception {
    Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        "#!/bin/sh\nfor name in "
            + names
            + "; do eval \"printf '%s=%s\\n' $name \\\"\\$$name\\\"\"; done\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    ProcessBuilder builder =
        new ProcessBuilder("sh", LAUNCHER.toString(), "status")
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("error").toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", java.getParent() + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Ended(code, read("out"), read("error"));
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name), StandardCharsets.UTF_8);
  }
}
