package dev.caravan.pull.paging;

import dev.caravan.response.PagingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/** Links in responses, resolved by RFC 3986 against the page that they stand on. */
final class Links {
  private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=%";
  private static final Pattern DOTS = Pattern.compile("/\\.\\.?(/|$)");
  private static final Pattern DOTS_AT_END = Pattern.compile("/\\.\\.?$");

  private Links() {}

  /**
   * The absolute URL of a link.
   *
   * @throws PagingException when it is no URL
   */
  static URI resolve(URI page, String link) {
    String text = encoded(link.strip());
    try {
      if (text.isEmpty() || text.startsWith("#")) {
        return page;
      }
      // java.net.URI still resolves a bare query by RFC 2396, which drops the last segment.
      URI url =
          text.startsWith("?")
              ? URI.create(page.toString().replaceFirst("[?#].*$", "") + text)
              : withoutDots(page.resolve(URI.create(text)));
      return url.getRawFragment() == null
          ? url
          : URI.create(url.toString().replaceFirst("#.*$", ""));
    } catch (IllegalArgumentException e) {
      throw new PagingException("the link '" + link + "' to the next page is no URL");
    }
  }

  /** Removes what RFC 2396 leaves of a path: dots at its root, and any in an absolute path. */
  private static URI withoutDots(URI url) {
    String path = url.getRawPath();
    if (path == null || !DOTS.matcher(path).find()) {
      return url;
    }
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.equals(".")) {
        kept.add(segment);
      }
    }
    String end = DOTS_AT_END.matcher(path).find() && !kept.isEmpty() ? "/" : "";
    String origin = url.getScheme() + "://" + url.getRawAuthority();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return URI.create(origin + "/" + String.join("/", kept) + end + query);
  }

  /** A link as a position: from the path on when it stays at the page's origin, else whole. */
  static String position(URI page, String link) {
    URI url = resolve(page, link);
    boolean sameOrigin =
        page.getScheme().equalsIgnoreCase(String.valueOf(url.getScheme()))
            && page.getRawAuthority().equalsIgnoreCase(url.getRawAuthority());
    if (!sameOrigin) {
      return url.toString();
    }
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** Encodes what servers leave as it is, such as spaces and bars. */
  private static String encoded(String link) {
    StringBuilder text = new StringBuilder(link.length());
    for (byte one : link.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (one & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || ALLOWED.indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return text.toString();
  }
}
