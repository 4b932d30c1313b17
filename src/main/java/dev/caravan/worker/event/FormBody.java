package dev.caravan.worker.event;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A body of HTML form fields, which some senders of webhooks use instead of JSON. */
final class FormBody {
  private static final String TYPE = "application/x-www-form-urlencoded";

  private FormBody() {}

  static boolean isMeantBy(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith(TYPE);
  }

  /**
   * The fields by name; one that is there several times is a list.
   *
   * @throws IllegalArgumentException when a percent sign is not followed by two hexadecimal digits
   */
  static Map<String, Object> read(byte[] body) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        fields.merge(name, decode(equals < 0 ? "" : pair.substring(equals + 1)), FormBody::both);
      }
    }
    return fields;
  }

  private static Object both(Object before, Object value) {
    List<Object> all = before instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
    if (all.isEmpty()) {
      all.add(before);
    }
    all.add(value);
    return all;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
