package dev.caravan.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of the documentation. */
record Document(Path path, String text) {
  private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)#\\s]*)(#[^)]*)?\\)");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  static Document read(Path path) {
    try {
      return new Document(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands between two markers of a name. */
  String table(String marker) {
    return text.substring(begin(marker), end(marker));
  }

  void writeTable(String marker, String table) {
    try {
      Files.writeString(
          path, text.substring(0, begin(marker)) + table + text.substring(end(marker)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int begin(String marker) {
    String line = "<!-- " + marker + " -->\n";
    return found(text.indexOf(line), line) + line.length();
  }

  private int end(String marker) {
    String line = "<!-- /" + marker + " -->\n";
    return found(text.indexOf(line), line);
  }

  private int found(int at, String marker) {
    if (at < 0) {
      throw new IllegalStateException(path + " has no line " + marker);
    }
    return at;
  }

  /** Relative links to files that do not exist. */
  List<String> deadLinks() {
    Path folder = path.toAbsolutePath().getParent();
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.isEmpty() && !target.contains(":"))
        .filter(target -> !Files.exists(folder.resolve(target)))
        .map(target -> path + ": " + target)
        .toList();
  }

  /** Each statement of the blocks of SQL. */
  List<String> statements() {
    return SQL.matcher(text)
        .results()
        .flatMap(block -> Arrays.stream(block.group(1).split(";\\s*")))
        .filter(statement -> !statement.isBlank())
        .toList();
  }

  /** The blocks that are whole lists of routes and beans. */
  List<Example> examples() {
    return YAML.matcher(text)
        .results()
        .map(block -> new Example(path + ":" + line(block), block.group(1)))
        .filter(Example::isRouteFile)
        .toList();
  }

  private long line(MatchResult block) {
    return text.substring(0, block.start()).lines().count() + 1;
  }
}
