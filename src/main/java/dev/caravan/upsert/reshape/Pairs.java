package dev.caravan.upsert.reshape;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of parameters of the form {@code field:word, field:word}. */
final class Pairs {
  private Pairs() {}

  /**
   * Reads them in their order.
   *
   * @param word what may stand behind the colon, for the error
   * @throws IllegalArgumentException when one is not of that form, or a field is named twice
   */
  static Map<String, String> of(String parameter, String text, String word) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*")) {
      int colon = pair.lastIndexOf(':');
      if (colon < 1 || colon == pair.length() - 1) {
        throw new IllegalArgumentException(
            "%s '%s' is not of the form field:word, where the word is %s"
                .formatted(parameter, pair, word));
      }
      String field = pair.substring(0, colon).strip();
      if (pairs.put(field, pair.substring(colon + 1).strip()) != null) {
        throw new IllegalArgumentException("%s names '%s' twice".formatted(parameter, field));
      }
    }
    return pairs;
  }
}
