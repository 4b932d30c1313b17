package dev.caravan.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns Camel's words for a placeholder without a value into advice. */
public final class MissingPlaceholder {
  private static final Pattern ENVIRONMENT =
      Pattern.compile("\\{\\{env:([^}:]+)|key \\[env:([^\\]:]+)");
  private static final Pattern KEY = Pattern.compile("[Kk]ey \\[([^\\]]+)\\]|\\{\\{([^}]+)\\}\\}");

  private MissingPlaceholder() {}

  /** What to set, when the failure is about a placeholder. */
  public static Optional<String> explain(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (!message.startsWith("Property with key [")) {
      return Optional.empty();
    }
    Matcher environment = ENVIRONMENT.matcher(message);
    if (environment.find()) {
      String name = environment.group(1) == null ? environment.group(2) : environment.group(1);
      return Optional.of("the environment variable " + name + " is not set; export it");
    }
    Matcher key = KEY.matcher(message);
    if (key.find()) {
      String name = key.group(1) == null ? key.group(2) : key.group(1);
      return Optional.of(
          "the placeholder {{"
              + name
              + "}} has no value; set "
              + name
              + " in application.properties or by -D "
              + name
              + "=…");
    }
    return Optional.empty();
  }
}
