package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.launch.Problem;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;

/** A route file as the command line writes it, and runs of it. */
final class Discovered {
  static final String TOKEN = "s3cret-t0ken";

  /** The variables that there are, all of them secrets. */
  static final Map<String, String> VARIABLES =
      Map.of(
          "TOKEN", TOKEN,
          "API_KEY", "s3cret-k3y",
          "BASIC_CREDENTIALS", "dXNlcjpzM2NyZXQ=",
          "CLIENT_ID", "cl1ent-1d",
          "CLIENT_SECRET", "s3cret-cl1ent");

  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

  private final Path file;
  private final StringWriter said = new StringWriter();
  private final int code;

  private Discovered(Path file, List<String> arguments) {
    this.file = file;
    CommandLine command = new CommandLine(new DiscoverCommand(VARIABLES::get));
    command.setExecutionExceptionHandler(new Problem());
    command.setErr(new PrintWriter(said, true));
    command.setOut(new PrintWriter(said, true));
    this.code = command.execute(arguments.toArray(String[]::new));
  }

  /** Discovers a list into a file in a directory. */
  static Discovered of(Path directory, String stream, String url, String... more) {
    Path file = directory.resolve(stream + ".camel.yaml");
    List<String> arguments = new ArrayList<>(List.of(url, "-o", file.toString()));
    arguments.addAll(List.of(more));
    return new Discovered(file, arguments);
  }

  int code() {
    return code;
  }

  /** What people read meanwhile. */
  String said() {
    return said.toString();
  }

  /** The file. */
  String text() throws IOException {
    return Files.readString(file);
  }

  /** Changes the file as its reader does. */
  void answer(String before, String after) throws IOException {
    String changed = text().replace(before, after);
    assertThat(changed).isNotEqualTo(text());
    Files.writeString(file, changed);
  }

  /** Runs the stream of the file's name, and expects it to come to its end without a note. */
  void runs(Database database, String url) throws Exception {
    runs(database, url, List.of(file.getFileName().toString().replace(".camel.yaml", "")));
  }

  /** Runs the file once, and expects its streams to come to their end without a note. */
  void runs(Database database, String url, List<String> streams) throws Exception {
    String yaml = text();
    String filled = yaml;
    for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
      assertThat(yaml).doesNotContain(variable.getValue());
      filled = filled.replace("{{env:" + variable.getKey() + "}}", variable.getValue());
    }
    try (TestContext context =
        new TestContext()
            .with(Map.of("caravan.once", "true", "caravan.datasource.url", url))
            .routes(filled)
            .start()) {
      Schedule schedule = context.bean("caravanSchedule", Schedule.class);
      for (String stream : streams) {
        RunOutcome outcome = schedule.await(stream, LONGEST_RUN).orElseThrow();
        assertThat(outcome.state())
            .as("%s%n%s%n%s", outcome, said, yaml)
            .isEqualTo(RunState.COMPLETE);
      }
    }
    assertThat(
            new JdbcTemplate(database.dataSource())
                .queryForList("select notes from caravan_run where notes <> ''"))
        .as("%s%n%s", said, yaml)
        .isEmpty();
  }
}
