package dev.caravan.api.auth;

import dev.caravan.api.http.BadResponseException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts markers in the place of secrets that an API repeats in the position of a next page, so that
 * the position can be kept, and the secrets back when the page is asked for. A marker says which
 * secret it stands for and how it was written: as it is, for a URL, in base64 or hexadecimal
 * digits.
 */
public final class Markers {
  private static final String BEGINNING = "{caravan-secret:";
  private static final Pattern MARKER =
      Pattern.compile(Pattern.quote(BEGINNING) + "(\\d+):([a-z]+)([012]?)}");

  private Markers() {}

  /**
   * A position without secrets. The parameter of a query key goes without a marker, since each
   * request gets its own.
   *
   * @throws BadResponseException when the API wrote a marker itself, to be told a secret
   */
  public static String hide(String position, Auth auth, Optional<Auth.OAuth2> oauth2) {
    if (position.contains(BEGINNING)) {
      throw new BadResponseException(
          "the position of the next page contains " + BEGINNING + ", which Caravan alone writes");
    }
    List<String> secrets = new ArrayList<>(auth.secrets());
    oauth2.ifPresent(tokens -> secrets.addAll(tokens.issued()));
    String hidden = auth instanceof Auth.QueryKey key ? key.withoutKey(position) : position;
    for (int number = 0; number < secrets.size(); number++) {
      hidden = hide(hidden, number, secrets.get(number));
    }
    return hidden;
  }

  private static String hide(String position, int number, String secret) {
    return secret.length() < Secrets.LEAST_CHARACTERS
        ? position
        : Secrets.pattern(secret)
            .matcher(position)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        BEGINNING + number + ":" + form(found.group(), secret) + "}"));
  }

  /**
   * A position with secrets in the place of markers; of access tokens that of now.
   *
   * @throws UncheckedIOException when there is no access token for now
   */
  public static String show(String position, Auth auth, Optional<Auth.OAuth2> oauth2) {
    List<String> secrets = auth.secrets();
    return MARKER
        .matcher(position)
        .replaceAll(
            marker -> {
              int number = Integer.parseInt(marker.group(1));
              String secret =
                  number < secrets.size()
                      ? secrets.get(number)
                      : oauth2.map(Auth.OAuth2::token).orElse("");
              return Matcher.quoteReplacement(written(secret, marker.group(2), marker.group(3)));
            });
  }

  private static String form(String written, String secret) {
    if (written.equals(secret)) {
      return "text";
    }
    String hex = Secrets.hex(secret);
    if (written.equalsIgnoreCase(hex)) {
      return written.equals(hex) ? "hex" : "upperhex";
    }
    for (int shift = 0; shift < 3; shift++) {
      String code = Secrets.code(secret.getBytes(StandardCharsets.UTF_8), shift);
      if (written.equals(code)) {
        return "base" + shift;
      }
      if (written.equals(forUrls(code))) {
        return "urlbase" + shift;
      }
    }
    if (written.contains("%25")) {
      return "urltwice";
    }
    return written.equals(lower(url(secret))) ? "lowerurl" : "url";
  }

  private static String written(String secret, String form, String shift) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return switch (form) {
      case "text" -> secret;
      case "hex" -> Secrets.hex(secret);
      case "upperhex" -> Secrets.hex(secret).toUpperCase(Locale.ROOT);
      case "base" -> Secrets.code(bytes, Integer.parseInt(shift));
      case "urlbase" -> forUrls(Secrets.code(bytes, Integer.parseInt(shift)));
      case "urltwice" -> url(url(secret));
      case "lowerurl" -> lower(url(secret));
      default -> url(secret);
    };
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String lower(String encoded) {
    return Pattern.compile("%..")
        .matcher(encoded)
        .replaceAll(code -> code.group().toLowerCase(Locale.ROOT));
  }

  private static String forUrls(String code) {
    return code.replace('+', '-').replace('/', '_');
  }
}
