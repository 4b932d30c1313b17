package dev.caravan.cookbook;

import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One API of the page.
 *
 * @param section its heading
 * @param table where its records go
 * @param key the column of the key
 * @param first the streams that are run at first
 * @param then those that are run after the second wave; the first of them may only ask for news
 */
record Recipe(
    String section, Style style, String table, String key, List<String> first, List<String> then) {
  private static final Path PAGE = Path.of("docs/cookbook.md");

  /** With a stream of what is new, and one that reads everything and sees what is gone. */
  static Recipe withFullScan(String section, Style style, String table, String key, String stream) {
    return new Recipe(
        section, style, table, key, List.of(stream), List.of(stream, stream + "-all"));
  }

  /** With one stream, whose API tells of deletes. */
  static Recipe withDeletes(String section, Style style, String table, String key, String stream) {
    return new Recipe(section, style, table, key, List.of(stream), List.of(stream));
  }

  /** The route file of the page, with only its server and its variables replaced. */
  TestContext routes(String url) throws IOException {
    Matcher block =
        Pattern.compile("## " + section + "\n.*?```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    if (!block.find()) {
      throw new AssertionError(PAGE + " has no route file below ## " + section);
    }
    return new TestContext()
        .routes(
            block
                .group(1)
                .replaceAll(
                    "(baseUrl|oauth2TokenUrl): \"?https://[^/\"\n]+([^\"\n]*)\"?",
                    "$1: " + url + "$2")
                .replaceAll("\\{\\{env:(\\w+)}}", "value-of-$1"));
  }

  /** How many records the first stream may fetch after the second wave. */
  long mostOfNews() {
    return first.equals(then) && style instanceof Slack ? Long.MAX_VALUE : 20;
  }

  @Override
  public String toString() {
    return section;
  }
}
