package dev.caravan.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Hides an API's secrets in any text that leaves the process: logs, errors, run history. */
final class Secrets {
  private final List<String> hidden;

  Secrets(List<String> secrets) {
    this.hidden =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .flatMap(Secrets::forms)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** As it is, and as servers repeat it: in a URL, and in JSON with escaped slashes. */
  private static Stream<String> forms(String secret) {
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return Stream.of(secret, encoded, encoded.replace("+", "%20"), secret.replace("/", "\\/"));
  }

  String hide(String text) {
    String shown = text;
    for (String secret : hidden) {
      shown = shown.replace(secret, "***");
    }
    return shown;
  }
}
