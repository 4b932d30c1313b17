package dev.caravan.api;

import java.util.Comparator;
import java.util.List;

/** Hides an API's secrets in any text that leaves the process: logs, errors, run history. */
final class Secrets {
  private final List<String> hidden;

  Secrets(List<String> secrets) {
    this.hidden =
        secrets.stream()
            .filter(secret -> !secret.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String hide(String text) {
    String shown = text;
    for (String secret : hidden) {
      shown = shown.replace(secret, "***");
    }
    return shown;
  }
}
