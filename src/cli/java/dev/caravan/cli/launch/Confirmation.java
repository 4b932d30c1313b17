package dev.caravan.cli.launch;

import dev.caravan.config.ConfigurationException;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks before something is done that only a person can want. Without a terminal there is nobody to
 * ask, and a script must say {@code --yes}.
 */
public final class Confirmation {
  private final Optional<Function<String, String>> terminal;

  /**
   * @param terminal shows a question and gives the answer, null at the end of the input; empty
   *     without a terminal
   */
  Confirmation(Optional<Function<String, String>> terminal) {
    this.terminal = terminal;
  }

  /** Asks on the terminal of the process, when it has one. */
  public static Confirmation ofProcess() {
    Console console = System.console();
    return new Confirmation(
        Optional.ofNullable(console).map(known -> question -> known.readLine("%s", question)));
  }

  /**
   * Whether it may be done.
   *
   * @throws ConfigurationException when there is no terminal
   */
  public boolean isGiven(String what) {
    String answer =
        terminal
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "there is no terminal to confirm it on: " + what + "; say --yes"))
            .apply(what + "? [y/N] ");
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
