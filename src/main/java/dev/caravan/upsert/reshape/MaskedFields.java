package dev.caravan.upsert.reshape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Fields that are masked, by name or by a path with dots, which leads through objects and lists.
 * Names are found in any letter case, since a value that an API suddenly sends as {@code Email} is
 * no less private.
 */
final class MaskedFields {
  private final Map<String, Mask> masks;
  private final MaskKey key;

  private MaskedFields(Map<String, Mask> masks, MaskKey key) {
    this.masks = masks;
    this.key = key;
  }

  /**
   * Reads them.
   *
   * @param text {@code field:mask} separated by commas
   * @throws IllegalArgumentException naming the value and the remedy
   */
  static MaskedFields parse(String text, MaskKey key) {
    Map<String, Mask> masks = new LinkedHashMap<>();
    for (Map.Entry<String, String> pair :
        Pairs.of("mask", text, "hmac, drop or last4").entrySet()) {
      try {
        masks.put(lower(pair.getKey()), Mask.valueOf(pair.getValue().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "mask '%s:%s' is not one of hmac, drop and last4; write it as in email:hmac, card:drop, phone:last4"
                .formatted(pair.getKey(), pair.getValue()),
            e);
      }
    }
    if (masks.containsValue(Mask.HMAC)) {
      key.require();
    }
    return new MaskedFields(masks, key);
  }

  boolean any() {
    return !masks.isEmpty();
  }

  Optional<Mask> of(String field) {
    return Optional.ofNullable(masks.get(lower(field)));
  }

  Map<?, ?> mask(Map<?, ?> record) {
    return masks.isEmpty() ? record : mask(record, "");
  }

  private Map<Object, Object> mask(Map<?, ?> holder, String above) {
    Map<Object, Object> masked = new LinkedHashMap<>();
    holder.forEach(
        (name, value) -> {
          String path = above + lower(String.valueOf(name));
          Mask mask = masks.get(path);
          if (mask == null) {
            masked.put(name, below(value, path + "."));
          } else if (mask != Mask.DROP) {
            masked.put(name, mask.of(value, key));
          }
        });
    return masked;
  }

  private Object below(Object value, String path) {
    if (masks.keySet().stream().noneMatch(field -> field.startsWith(path))) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return mask(map, path);
    }
    if (value instanceof Collection<?> list) {
      List<Object> masked = new ArrayList<>(list.size());
      list.forEach(each -> masked.add(below(each, path)));
      return masked;
    }
    return value;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
