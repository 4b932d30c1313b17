package dev.caravan.api.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpRequest;

/**
 * How requests prove who they are. Put on the wire below Camel, so no exchange ever holds a secret.
 */
public sealed interface Auth {

  /**
   * Adds the credentials to a request that goes to the API's own origin.
   *
   * @throws IOException when there are none for now
   */
  void apply(HttpRequest request) throws IOException;

  /** The API answered 401 to a request with these credentials. */
  default void refused(HttpRequest request) {
    // Most credentials cannot be replaced.
  }

  /** Every text that must never be shown. */
  List<String> secrets();

  /** No credentials. */
  record None() implements Auth {
    @Override
    public void apply(HttpRequest request) {
      // Nothing to prove.
    }

    @Override
    public List<String> secrets() {
      return List.of();
    }
  }

  /** A credential in a header: a bearer token, basic authentication, or an API key. */
  record Header(String name, String value, List<String> secrets) implements Auth {
    public static Header bearer(String token) {
      return new Header("Authorization", "Bearer " + token, List.of(token));
    }

    public static Header basic(String username, String password) {
      String pair = username + ":" + password;
      String code = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      // Beside a password that anybody could guess, the user name is the key.
      return password.length() < Secrets.LEAST_CHARACTERS
          ? new Header("Authorization", "Basic " + code, List.of(username, password, code))
          : new Header("Authorization", "Basic " + code, List.of(password, code));
    }

    public static Header key(String name, String key) {
      return new Header(name, key, List.of(key));
    }

    @Override
    public void apply(HttpRequest request) {
      request.setHeader(name, value);
    }

    @Override
    public String toString() {
      return "header " + name;
    }
  }

  /** An access token that is fetched, and fetched anew. */
  record OAuth2(OAuth2Parameters parameters, Tokens tokens) implements Auth {
    private static final String NAME = "Authorization";
    private static final String PREFIX = "Bearer ";

    @Override
    public void apply(HttpRequest request) throws IOException {
      request.setHeader(NAME, PREFIX + tokens.current());
    }

    @Override
    public void refused(HttpRequest request) {
      org.apache.hc.core5.http.Header sent = request.getFirstHeader(NAME);
      if (sent != null && sent.getValue().startsWith(PREFIX)) {
        tokens.refused(sent.getValue().substring(PREFIX.length()));
      }
    }

    @Override
    public List<String> secrets() {
      return Stream.concat(parameters.secrets().stream(), tokens.secrets().stream()).toList();
    }

    /** The access tokens that requests may have carried. */
    List<String> issued() {
      return tokens.secrets();
    }

    /**
     * The access token of now.
     *
     * @throws UncheckedIOException when there is none
     */
    String token() {
      try {
        return tokens.current();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An API key as a query parameter. */
  record QueryKey(String name, String key) implements Auth {
    @Override
    public void apply(HttpRequest request) {
      String path = request.getPath();
      request.setPath(path + (path.contains("?") ? "&" : "?") + name + "=" + encoded());
    }

    @Override
    public List<String> secrets() {
      return List.of(key, encoded());
    }

    @Override
    public String toString() {
      return "query parameter " + name;
    }

    /** A link without the parameter of this name, and without any other that holds the key. */
    public String withoutKey(String link) {
      int mark = link.indexOf('?');
      if (mark < 0) {
        return link;
      }
      String query =
          Arrays.stream(link.substring(mark + 1).split("&"))
              .filter(pair -> !isKey(pair))
              .collect(Collectors.joining("&"));
      return link.substring(0, mark) + (query.isEmpty() ? "" : "?" + query);
    }

    private boolean isKey(String pair) {
      String[] parts = pair.split("=", 2);
      String value = parts.length < 2 ? "" : parts[1];
      return name.equals(decoded(parts[0])) || key.equals(decoded(value)) || key.equals(value);
    }

    private static String decoded(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        return text;
      }
    }

    private String encoded() {
      return URLEncoder.encode(key, StandardCharsets.UTF_8);
    }
  }
}
