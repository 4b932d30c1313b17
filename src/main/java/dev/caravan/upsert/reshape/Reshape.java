package dev.caravan.upsert.reshape;

import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.value.JsonText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is done to a record before anything of it is looked at or written, be it to the table or to
 * quarantine: values are masked, fields are taken or left out, and named anew. Pure; for any number
 * of threads.
 */
public final class Reshape {
  /** A record as it comes. */
  public static final Reshape NONE =
      new Reshape(MaskedFields.parse("", new MaskKey()), Set.of(), Set.of(), Map.of());

  private static final String HIDDEN = "(masked)";

  private final MaskedFields masks;
  private final Set<String> fields;
  private final Set<String> exclude;
  private final Map<String, String> rename;

  private Reshape(
      MaskedFields masks, Set<String> fields, Set<String> exclude, Map<String, String> rename) {
    this.masks = masks;
    this.fields = fields;
    this.exclude = exclude;
    this.rename = rename;
  }

  /**
   * Reads the parameters, which all speak of fields as the route brings them.
   *
   * @param fields those that are taken; all when empty
   * @param rename {@code old:new} separated by commas
   * @throws IllegalArgumentException naming the value and the remedy
   */
  public static Reshape of(
      List<String> fields, List<String> exclude, String rename, String mask, MaskKey key) {
    Map<String, String> names = Pairs.of("rename", rename, "the new name");
    if (new HashSet<>(names.values()).size() < names.size()) {
      throw new IllegalArgumentException(
          "rename '%s' gives one name to two fields".formatted(rename));
    }
    for (String field : names.keySet()) {
      if (exclude.contains(field) || !fields.isEmpty() && !fields.contains(field)) {
        throw new IllegalArgumentException(
            "rename names the field '%s', which is left out by exclude or fields".formatted(field));
      }
    }
    MaskedFields masks = MaskedFields.parse(mask, key);
    boolean none = !masks.any() && fields.isEmpty() && exclude.isEmpty() && names.isEmpty();
    // Each record would be copied, and twice.
    return none ? NONE : new Reshape(masks, Set.copyOf(fields), Set.copyOf(exclude), names);
  }

  /**
   * Checks that the fields which identify records still do so.
   *
   * @param names the fields of key, version and deleted, as they are called in the table
   * @throws IllegalArgumentException naming the field and the remedy
   */
  public void requireIdentity(List<String> key, List<String> names) {
    for (String name : names) {
      String field = original(name);
      if (exclude.contains(field) || !fields.isEmpty() && !fields.contains(field)) {
        throw new IllegalArgumentException(
            "field '%s' is part of key, version or deleted, and left out by exclude or fields"
                .formatted(field));
      }
      masks
          .of(field)
          .filter(mask -> mask != Mask.HMAC || !key.contains(name))
          .ifPresent(
              mask -> {
                throw new IllegalArgumentException(
                    "mask '%s:%s': a field of the key may be masked by hmac only, version and deleted not at all"
                        .formatted(field, mask.name().toLowerCase(Locale.ROOT)));
              });
    }
  }

  private String original(String name) {
    return rename.entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(name);
  }

  /**
   * A record in its new shape.
   *
   * @param broken why it has none, or null
   */
  public record Shaped(Object record, Reject broken) {}

  /** Gives a record its new shape; the record itself stays as it is. */
  public Shaped shape(Object record) {
    if (this == NONE) {
      return new Shaped(record, null);
    }
    if (!(record instanceof Map<?, ?> map)) {
      return new Shaped(masks.any() ? HIDDEN : record, null);
    }
    Map<String, Object> kept = new LinkedHashMap<>();
    masks.mask(map).forEach((name, value) -> keep(String.valueOf(name), value, kept));
    Map<String, Object> shaped = new LinkedHashMap<>();
    for (Map.Entry<String, Object> field : kept.entrySet()) {
      String name = rename.getOrDefault(field.getKey(), field.getKey());
      if (shaped.containsKey(name)) {
        return new Shaped(kept, twice(name, kept));
      }
      shaped.put(name, field.getValue());
    }
    return new Shaped(shaped, null);
  }

  /** Whether a record may be in its new shape, so that nothing need be done to it. */
  public boolean isDone(Object record) {
    return this == NONE
        || record instanceof Map<?, ?> map && rename.keySet().stream().noneMatch(map::containsKey);
  }

  private void keep(String name, Object value, Map<String, Object> kept) {
    if (!exclude.contains(name) && (fields.isEmpty() || fields.contains(name))) {
      kept.put(name, value);
    }
  }

  private static Reject twice(String name, Map<String, Object> record) {
    String rule =
        "field %s: rename gives this name to another field of the record; exclude one of the two"
            .formatted(JsonText.of(name));
    return new Reject(Reason.WRONG_TYPE, rule, rule, record);
  }
}
