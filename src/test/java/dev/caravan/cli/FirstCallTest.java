package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the first call in a checkout says while it builds, with programs that stand in for Maven and
 * the JDK.
 */
@Timeout(60)
class FirstCallTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What a build of Maven prints, without a line's end at its end, as with colours. */
  private static final String BUILDS =
      """
      #!/bin/sh
      echo "$*" >> "$HOME/calls"
      echo 'Downloaded from central: https://repo/a.jar (1 kB at 2 kB/s)'
      echo '[INFO] --- enforcer:3.6.2:enforce (default) @ caravan ---'
      echo '[INFO] --- compiler:3.14.1:compile (default-compile) @ caravan ---'
      echo '[INFO] --- antrun:3.1.0:run (thin-classes) @ caravan ---'
      echo '[INFO] --- assembly:3.7.1:single (runnable-jar) @ caravan ---'
      mkdir -p "$HOME/target/caravan"
      printf '#!/bin/sh\\necho "runs $*"\\n' > "$HOME/target/caravan/caravan"
      chmod +x "$HOME/target/caravan/caravan"
      : > "$HOME/target/caravan/caravan.jar"
      echo '[INFO] --- exec:3.5.1:exec (class-archive) @ caravan ---'
      printf '\\033[0m'
      """;

  private static final List<String> TOOLS =
      List.of(
          "sh", "find", "sed", "grep", "head", "tail", "date", "mkdir", "rm", "cat", "sleep",
          "dirname", "chmod");

  @TempDir Path home;

  private record Ended(int code, String out, String error) {}

  @BeforeEach
  void checkout() throws IOException {
    Files.copy(Path.of("caravan"), home.resolve("caravan"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(home.resolve("pom.xml"));
    for (String source : List.of("main", "cli", "sandbox")) {
      Files.createDirectories(home.resolve("src").resolve(source));
    }
    program("javac", "#!/bin/sh\necho javac 17.0.9\n");
  }

  /** Before the folder goes, which warns of links that lead out of it. */
  @AfterEach
  void unlink() throws IOException {
    for (String tool : TOOLS) {
      Files.deleteIfExists(home.resolve("tools").resolve(tool));
    }
  }

  @Test
  void saysWhatItDoesAndHowFarItIsAndThenRunsTheVerb() throws Exception {
    program("mvn", BUILDS);

    Ended first = call();
    Ended second = call();

    assertThat(first.code()).as(first.error()).isZero();
    assertThat(first.out()).isEqualTo("runs status\n");
    assertThat(first.error().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Builds Caravan into " + home),
            line -> assertThat(line).isEqualTo("  1 of 5: checks what it is built with"),
            line -> assertThat(line).isEqualTo("  2 of 5: compiles the program"),
            line -> assertThat(line).isEqualTo("  3 of 5: compiles what others embed"),
            line -> assertThat(line).isEqualTo("  4 of 5: packs it with its libraries"),
            line -> assertThat(line).isEqualTo("  5 of 5: runs it once, so that it starts faster"),
            line -> assertThat(line).matches("Built in \\d+ s\\."));
    assertThat(second.error()).isEmpty();
    assertThat(second.out()).isEqualTo("runs status\n");
    assertThat(Files.readAllLines(home.resolve("calls"))).hasSize(1);
  }

  @Test
  void showsTheCauseOfAFailureAndRunsNothing() throws Exception {
    program(
        "mvn",
        """
        #!/bin/sh
        echo '[INFO] --- compiler:3.14.1:compile (default-compile) @ caravan ---'
        echo '[ERROR] Upsert.java:[12,3] cannot find symbol'
        echo '[ERROR] '
        echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
        exit 1
        """);

    Ended ended = call();

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.error())
        .contains("caravan: the build failed", "target/build.log")
        .endsWith("[ERROR] Upsert.java:[12,3] cannot find symbol\n");
  }

  @Test
  void showsTheEndOfWhatMavenSaidWhenItNamesNoError() throws Exception {
    program("mvn", "#!/bin/sh\necho 'The JAVA_HOME environment variable is wrong'\nexit 1\n");
    assertThat(call().error()).contains("The JAVA_HOME environment variable is wrong\n");
  }

  @Test
  void withoutMavenOrWithAnOldJdkItSaysWhatIsMissing() throws Exception {
    Ended withoutMaven = call();
    program("mvn", BUILDS);
    program("javac", "#!/bin/sh\necho javac 1.8.0_392\n");
    Ended old = call();
    Files.delete(home.resolve("bin/javac"));
    Ended none = call();

    assertThat(withoutMaven.code()).isEqualTo(2);
    assertThat(withoutMaven.error()).contains("Maven 3.8 or later is needed", "no mvn on the PATH");
    assertThat(old.error()).contains("a JDK 17 or later is needed", "javac is of version 8;");
    assertThat(none.error()).contains("a JDK 17 or later is needed", "there is no javac;");
    assertThat(home.resolve("calls")).doesNotExist();
  }

  @Test
  void aSecondCallWaitsForTheBuildThatIsUnderWay() throws Exception {
    program(
        "mvn",
        BUILDS.replace(
            "echo 'Down", "while [ ! -f \"$HOME/go\" ]; do sleep 0.1; done\necho 'Down"));
    Process first = start("first");
    await().atMost(LIMIT).until(() -> Files.exists(home.resolve("calls")));
    Process second = start("second");
    await()
        .atMost(LIMIT)
        .until(
            () -> Files.readString(home.resolve("second.err")).contains("another call has begun"));
    Files.createFile(home.resolve("go"));

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(Files.readAllLines(home.resolve("calls"))).hasSize(1);
    assertThat(Files.readString(home.resolve("second.out"))).isEqualTo("runs status\n");
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.createDirectories(home.resolve("bin")).resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Ended call() throws Exception {
    int code = start("call").waitFor();
    return new Ended(
        code,
        Files.readString(home.resolve("call.out")),
        Files.readString(home.resolve("call.err")));
  }

  /** With the tools of a shell, and nothing else that this machine has. */
  private Process start(String name) throws IOException {
    Path tools = Files.createDirectories(home.resolve("tools"));
    for (String tool : TOOLS) {
      Path link = tools.resolve(tool);
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, where(tool));
      }
    }
    ProcessBuilder builder =
        new ProcessBuilder(where("sh").toString(), home.resolve("caravan").toString(), "status")
            .redirectOutput(home.resolve(name + ".out").toFile())
            .redirectError(home.resolve(name + ".err").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", home.resolve("bin") + ":" + tools);
    builder.environment().put("HOME", home.toString());
    return builder.start();
  }

  private static Path where(String tool) {
    return List.of("/bin", "/usr/bin").stream()
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
