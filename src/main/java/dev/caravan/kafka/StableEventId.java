package dev.caravan.kafka;

import dev.caravan.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The id of an event that says what it is about rather than when it was sent, so that a page that
 * is sent again after a crash carries the same ids: 128 bits of SHA-256 as 32 hex digits.
 */
public final class StableEventId {
  private static final int BYTES = 16;

  private StableEventId() {}

  /** The id of some texts, in their order. */
  static String of(String... parts) {
    byte[] digest = sha256(JsonText.of(List.of(parts)));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
  }

  /** A text that stands for the content of a record, whatever the order of its fields. */
  static String content(Object record) {
    return HexFormat.of().formatHex(sha256(JsonText.of(sorted(record))));
  }

  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((name, inner) -> sorted.put(String.valueOf(name), sorted(inner)));
      return sorted;
    }
    if (value instanceof Collection<?> list) {
      List<Object> all = new ArrayList<>(list.size());
      list.forEach(inner -> all.add(sorted(inner)));
      return all;
    }
    return value;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
