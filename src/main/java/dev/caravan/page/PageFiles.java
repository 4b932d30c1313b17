package dev.caravan.page;

import dev.caravan.page.call.PageRefusal;
import dev.caravan.page.call.PageReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The files of the page: one of each kind. */
final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "/index.html", "text/html; charset=utf-8",
          "/page.css", "text/css; charset=utf-8",
          "/icon.svg", "image/svg+xml",
          "/page.js", "text/javascript; charset=utf-8",
          "/openapi.json", "application/json");

  private PageFiles() {}

  /**
   * One of them.
   *
   * @throws PageRefusal when there is none
   */
  static PageReply of(String path) {
    String name = path.isEmpty() || path.equals("/") ? "/index.html" : path;
    String type = TYPES.get(name);
    if (type == null) {
      throw new PageRefusal(404, "there is no such page");
    }
    try (InputStream in = PageFiles.class.getResourceAsStream("/caravan/page" + name)) {
      return new PageReply(200, type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
