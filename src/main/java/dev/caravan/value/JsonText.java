package dev.caravan.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/**
 * Writes values as JSON that both databases take: exact numbers, sanitised strings and names; a
 * number beyond every numeric type becomes a string.
 */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";
  private static final int DIGITS = 16;

  private JsonText() {}

  /** A value, such as a record, as compact JSON. */
  public static String of(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  public static void append(StringBuilder out, Object value) {
    if (value instanceof String text) {
      string(out, text);
    } else if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      number(out, number);
    } else if (value instanceof Map<?, ?> map) {
      object(out, map);
    } else if (value instanceof Collection<?> list) {
      array(out, list);
    } else {
      string(out, value instanceof Iso iso ? iso.text() : value.toString());
    }
  }

  private static void number(StringBuilder out, Number number) {
    if (number instanceof Integer || number instanceof Long) {
      out.append(number.longValue());
      return;
    }
    boolean exact = number instanceof BigDecimal || number instanceof BigInteger;
    Object normal = Numbers.normal(number);
    if (normal instanceof String text) {
      string(out, text);
    } else {
      out.append(exact ? number : normal);
    }
  }

  private static void object(StringBuilder out, Map<?, ?> map) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(out, name(String.valueOf(entry.getKey()), map));
      out.append(':');
      append(out, entry.getValue());
    }
    out.append('}');
  }

  /** Names that only differ in what is replaced stay apart: of two equal ones jsonb keeps one. */
  private static String name(String raw, Map<?, ?> map) {
    String clean = Sanitizer.clean(raw);
    return !clean.equals(raw)
            && map.keySet().stream()
                .map(String::valueOf)
                .anyMatch(other -> !other.equals(raw) && Sanitizer.clean(other).equals(clean))
        ? clean + "#" + Digest.of(raw).substring(0, DIGITS)
        : clean;
  }

  private static void array(StringBuilder out, Collection<?> list) {
    out.append('[');
    boolean first = true;
    for (Object element : list) {
      if (!first) {
        out.append(',');
      }
      first = false;
      append(out, element);
    }
    out.append(']');
  }

  private static void string(StringBuilder out, String raw) {
    String text = Sanitizer.clean(raw);
    out.append('"');
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(text, done, i);
        escape(out, c);
        done = i + 1;
      }
    }
    out.append(text, done, text.length()).append('"');
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
