package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signatures that a request carries: an element with another prefix, such as an older version
 * of a scheme, is none.
 *
 * @param place where they stand
 * @param separator between several of them; empty when there is only one
 * @param prefix what each begins with; may be empty
 * @param ignoreCase whether the case of the prefix does not count
 */
record Signatures(
    Place place, String separator, String prefix, boolean ignoreCase, Encoding encoding) {
  private static final int MOST = 8;

  /**
   * The decoded ones; what cannot be decoded is left out.
   *
   * @throws UnverifiedException when there are more than any provider sends
   */
  List<byte[]> read(WebhookRequest request) {
    List<byte[]> decoded = new ArrayList<>(1);
    Optional<String> value = place.read(request);
    if (value.isEmpty()) {
      throw new UnverifiedException("there is no signature");
    }
    for (String element : split(value.get(), separator)) {
      if (element.regionMatches(ignoreCase, 0, prefix, 0, prefix.length())) {
        encoding.read(element.substring(prefix.length()).strip()).ifPresent(decoded::add);
      }
      if (decoded.size() > MOST) {
        throw new UnverifiedException("there are more than " + MOST + " signatures");
      }
    }
    return decoded;
  }

  static List<String> split(String text, String separator) {
    if (separator.isEmpty()) {
      return List.of(text.strip());
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(separator);
    while (at >= 0) {
      parts.add(text.substring(from, at).strip());
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from).strip());
    return parts;
  }
}
