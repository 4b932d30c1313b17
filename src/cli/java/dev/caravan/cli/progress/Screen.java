package dev.caravan.cli.progress;

import ch.qos.logback.classic.Level;
import java.io.Console;
import org.slf4j.LoggerFactory;

/** Whether a person looks on, at a terminal that can do what lines that move need. */
final class Screen {
  static final long MOVE_MS = 250;
  static final long LOG_MS = 10_000;

  private Screen() {}

  /** Lines that move take the place of what the log says of pages. */
  static Lines lines() {
    if (!isTerminal(System.console()) || !isPlainLog()) {
      return new LogLines();
    }
    if (LoggerFactory.getLogger("dev.caravan") instanceof ch.qos.logback.classic.Logger logger) {
      logger.setLevel(Level.WARN);
    }
    return new LiveLines(System.out);
  }

  private static boolean isTerminal(Console console) {
    String kind = System.getenv().getOrDefault("TERM", "dumb");
    return console != null && !kind.equals("dumb") && isTerminalToo(console);
  }

  /** From Java 22 on there is a console without a terminal, too. */
  private static boolean isTerminalToo(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Who wants more of the log, or wants it as JSON, gets it whole. */
  private static boolean isPlainLog() {
    return "text".equals(System.getProperty("caravan.log"))
        && "info".equals(System.getProperty("caravan.log.level"));
  }
}
