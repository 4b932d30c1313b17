package dev.caravan.state;

import com.zaxxer.hikari.HikariConfig;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an H2 in this process needs to outlive how threads are stopped here. A URL that chooses for
 * itself keeps its choice.
 */
final class EmbeddedH2 {
  private static final String H2 = "jdbc:h2:";
  private static final String CLOSE_ON_EXIT = "DB_CLOSE_ON_EXIT";

  /** A path, with or without {@code file:}; a file system of H2 has a name of several letters. */
  private static final Pattern FILE =
      Pattern.compile("(jdbc:h2:(?:file:)?)((?![a-zA-Z]{2,}:)[^:].*)", Pattern.DOTALL);

  private EmbeddedH2() {}

  static void prepare(HikariConfig config) {
    String url = config.getJdbcUrl();
    if (url == null || !url.startsWith(H2)) {
      return;
    }
    // H2 would close by a shutdown hook of its own, under a run that still enters its end.
    if (!url.toUpperCase(Locale.ROOT).contains(";" + CLOSE_ON_EXIT + "=")) {
      config.addDataSourceProperty(CLOSE_ON_EXIT, "FALSE");
    }
    config.setJdbcUrl(uninterruptible(url));
  }

  /**
   * Java closes an ordinary file when a thread is interrupted that uses it. Camel interrupts
   * threads that outlast a shutdown, and H2 has then lost its file in the middle of a write.
   */
  static String uninterruptible(String url) {
    Matcher file = FILE.matcher(url);
    return file.matches() ? file.group(1) + "async:" + file.group(2) : url;
  }
}
