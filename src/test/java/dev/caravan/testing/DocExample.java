package dev.caravan.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Examples of the documentation, to see that they do what the page says. */
public final class DocExample {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private DocExample() {}

  /** The block of a page that has the route of this id. */
  public static String of(String page, String route) throws IOException {
    Matcher block = YAML.matcher(Files.readString(Path.of(page)));
    while (block.find()) {
      if (block.group(1).contains("id: " + route + "\n")) {
        return block.group(1);
      }
    }
    throw new AssertionError(page + " has no route " + route);
  }
}
