package dev.caravan.api.http;

import java.net.URI;

/** Reads an API's base URL. */
public final class BaseUrl {
  private BaseUrl() {}

  /**
   * An absolute http or https URL without query, fragment, user or trailing slash.
   *
   * @throws IllegalArgumentException naming the value and the rule that it breaks
   */
  public static URI parse(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      // Without its cause, whose message repeats the text.
      throw new IllegalArgumentException(
          "baseUrl '"
              + shown(text)
              + "' is not a URL; write http:// or https://, as in https://api.example.com/v2");
    }
    if (uri.getScheme() == null
        || !uri.getScheme().matches("(?i)https?")
        || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "baseUrl '"
              + shown(text)
              + "' has no scheme and host; write http:// or https://, as in"
              + " https://api.example.com/v2");
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "baseUrl takes no user, query or fragment; credentials belong in bearerToken, password"
              + " or apiKey");
    }
    return URI.create(uri.toString().replaceAll("/+$", ""));
  }

  /** The text without what may be a credential: user and password, query, fragment. */
  private static String shown(String text) {
    return text.replaceAll("//.*@", "//***@").replaceAll("([?#]).*", "$1***");
  }
}
