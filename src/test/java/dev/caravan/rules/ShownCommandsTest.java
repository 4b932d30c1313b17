package dev.caravan.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.CaravanCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every command that a page shows is one that the command line understands. */
class ShownCommandsTest {
  /** Within the text, or as a line of its own; what follows a redirection is the shell's. */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:`|^(?:    |\\$ )?)(?:[A-Z_]+=\\S+ )*(?:\\./)?caravan ([^`\\n]*)");

  /** A word as a shell takes it. */
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

  /** What stands for several commands, or for none. */
  private static final Pattern SYNOPSIS = Pattern.compile(".*(\\[|…|\\\\\\||VERB).*");

  @Test
  void everyShownCommandIsUnderstood() {
    List<String> wrong = new ArrayList<>();
    int count = 0;
    for (Document page : pages()) {
      for (String command : commands(page.text())) {
        count++;
        fault(command).ifPresent(fault -> wrong.add(page.path() + ": " + command + ": " + fault));
      }
    }
    assertThat(count).isGreaterThan(60);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aCommandThatThereIsNotIsFound() {
    assertThat(fault("status items"))
        .hasValueSatisfying(said -> assertThat(said).contains("items"));
    assertThat(fault("runs items --jsn")).isPresent();
    assertThat(commands("see `A=b ./caravan status STREAM > x` and\n\n    ./caravan run --once\n"))
        .containsExactly("status STREAM", "run --once");
  }

  private static List<String> commands(String text) {
    return COMMAND
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(command -> !SYNOPSIS.matcher(command).matches())
        .map(command -> command.replaceFirst("\\s*(>|&&|\\||#|;).*", "").strip())
        .filter(command -> command.matches("[a-z]+( .*)?|--[a-z]+"))
        .toList();
  }

  private static Optional<String> fault(String command) {
    String[] words =
        WORD.matcher(command)
            .results()
            .map(word -> word.group().replaceAll("[\"']", ""))
            .toArray(String[]::new);
    try {
      CaravanCommand.commandLine().parseArgs(words);
      return Optional.empty();
    } catch (MissingParameterException e) {
      // The text speaks of the verb, whatever it is for.
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static List<Document> pages() {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("examples/README.md")), docs.sorted())
          .filter(page -> page.toString().endsWith(".md"))
          .map(Document::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
