package dev.caravan.upsert.reshape;

import dev.caravan.value.JsonText;
import dev.caravan.value.Numbers;
import dev.caravan.value.Values;
import java.util.Collection;
import java.util.Map;

/** What stands in the place of a value that must not be seen. */
public enum Mask {
  /** A code that is the same for the same value, so that rows can still be joined by it. */
  HMAC,
  /** Nothing. */
  DROP,
  /** Its last four characters, of eight or more. */
  LAST4;

  private static final String STARS = "****";
  private static final int SHORT = 8;

  Object of(Object value, MaskKey key) {
    if (value == null || this == DROP) {
      return null;
    }
    return this == HMAC ? key.hmac(text(value)) : end(value);
  }

  /** One text for all spellings of a number. */
  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    Object normal = Values.normal(value);
    return Values.isNumber(normal) ? Numbers.canonical(normal) : JsonText.of(value);
  }

  private static String end(Object value) {
    if (value instanceof Map<?, ?> || value instanceof Collection<?>) {
      return STARS;
    }
    String text = text(value);
    int length = text.codePointCount(0, text.length());
    return length < SHORT
        ? STARS
        : STARS + text.substring(text.offsetByCodePoints(text.length(), -STARS.length()));
  }
}
