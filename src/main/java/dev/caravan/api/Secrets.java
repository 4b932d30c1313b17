package dev.caravan.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hides an API's secrets in any text that leaves the process: logs, errors, run history. What is
 * shorter than {@link #LEAST_CHARACTERS} keeps no secret, such as the {@code x} that many APIs want
 * as the password beside their key; it is hidden where it stands alone, as else no text with an x
 * in it could be read.
 */
final class Secrets {
  /** What has fewer characters is found in too many words, and guessed too soon. */
  static final int LEAST_CHARACTERS = 4;

  private static final String WORD = "[\\p{L}\\p{N}]";

  private final List<Pattern> hidden;

  Secrets(List<String> secrets) {
    this.hidden =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .flatMap(Secrets::forms)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Secrets::pattern)
            .toList();
  }

  /** As it is, and as servers repeat it: in a URL, and in JSON with escaped slashes. */
  private static Stream<String> forms(String secret) {
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return Stream.of(secret, encoded, encoded.replace("+", "%20"), secret.replace("/", "\\/"));
  }

  private static Pattern pattern(String secret) {
    String exactly = Pattern.quote(secret);
    return Pattern.compile(
        secret.length() < LEAST_CHARACTERS
            ? "(?<!" + WORD + ")" + exactly + "(?!" + WORD + ")"
            : exactly);
  }

  String hide(String text) {
    String shown = text;
    for (Pattern secret : hidden) {
      shown = secret.matcher(shown).replaceAll("***");
    }
    return shown;
  }
}
