package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
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

  /**
   * Holds that a page shows a text between two markers; with {@code -Dcaravan.docs.write=true} it
   * is written there instead.
   *
   * @param masked takes out of both what no two runs have in common
   */
  public static void assertShown(
      Path page, String marker, String wanted, UnaryOperator<String> masked) throws IOException {
    String text = Files.readString(page);
    String begin = "<!-- " + marker + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("<!-- /" + marker + " -->");
    if (Boolean.getBoolean("caravan.docs.write")) {
      Files.writeString(page, text.substring(0, from) + wanted + text.substring(to));
      return;
    }
    assertThat(masked.apply(text.substring(from, to))).isEqualTo(masked.apply(wanted));
  }
}
