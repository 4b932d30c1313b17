package dev.caravan.cli.log;

import ch.qos.logback.core.Context;
import dev.caravan.config.SecretKeeper;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Takes the secrets of a process out of everything that it logs, whoever logs it: what a library
 * says of a failure may repeat what an API sent.
 */
public final class LogSecrets {
  private final Set<SecretKeeper> keepers;

  private LogSecrets(Set<SecretKeeper> keepers) {
    this.keepers = keepers;
  }

  /** Has the log of this process show no secret that one of these knows. */
  public static void hide(Set<SecretKeeper> keepers) {
    if (LoggerFactory.getILoggerFactory() instanceof Context log) {
      hide(log, keepers);
    }
  }

  public static void hide(Context log, Set<SecretKeeper> keepers) {
    log.putObject(LogSecrets.class.getName(), new LogSecrets(keepers));
  }

  /** A text as a log may show it; lines stay lines. */
  static String hidden(Context log, String text) {
    return text != null && log.getObject(LogSecrets.class.getName()) instanceof LogSecrets secrets
        ? secrets.hidden(text)
        : text;
  }

  private String hidden(String text) {
    return keepers.isEmpty()
        ? text
        : text.lines().map(this::withoutSecrets).collect(Collectors.joining("\n"));
  }

  private String withoutSecrets(String line) {
    String shown = line;
    for (SecretKeeper keeper : keepers) {
      shown = keeper.hideSecrets(shown);
    }
    return shown;
  }
}
