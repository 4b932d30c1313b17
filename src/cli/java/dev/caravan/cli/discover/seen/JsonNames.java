package dev.caravan.cli.discover.seen;

import java.util.Optional;

/** Names of fields as JSONPaths have them. What could mean something else in a file is left out. */
public final class JsonNames {
  private static final String PLAIN = "[A-Za-z_][A-Za-z0-9_]*";
  private static final String QUOTED = "[\\p{L}\\p{N}_@$:. /-]{1,100}";

  private JsonNames() {}

  /** The path one step further; empty for a name that cannot be written. */
  public static Optional<String> step(String path, Object name) {
    String text = String.valueOf(name);
    if (text.matches(PLAIN)) {
      return Optional.of(path + "." + text);
    }
    return text.matches(QUOTED) ? Optional.of(path + "['" + text + "']") : Optional.empty();
  }

  /** Whether a name can stand in a file as it is. */
  public static boolean isWritable(String name) {
    return name.matches(QUOTED);
  }
}
