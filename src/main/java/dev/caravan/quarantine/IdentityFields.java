package dev.caravan.quarantine;

import dev.caravan.value.Fit;
import dev.caravan.value.Iso;
import dev.caravan.value.Numbers;
import dev.caravan.value.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that identify records for targets that are no table, by the same rules as for a table:
 * a key is neither missing nor empty nor nested, a version is a number or a time.
 *
 * @param key one or more
 * @param version says which of two records of a key is newer
 * @param deleted marks tombstones
 */
public record IdentityFields(
    List<RecordField> key, Optional<RecordField> version, Optional<RecordField> deleted) {
  public IdentityFields {
    key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException(
          "key is empty: name the field, or fields, that identify a record");
    }
  }

  /** Reads a record; gives an {@link Identity} or a {@link Reject}. */
  public Identified read(Object record) {
    if (!(record instanceof Map<?, ?> map)) {
      return IdentityRules.noObject(record);
    }
    List<Object> parts = new ArrayList<>(key.size());
    for (RecordField field : key) {
      Object part = Values.normal(field.in(map));
      Optional<Reject> broken = IdentityRules.brokenKey(field.name(), part, record);
      if (broken.isPresent()) {
        return broken.get();
      }
      parts.add(plain(part));
    }
    Object given = Values.version(Values.normal(version.map(field -> field.in(map)).orElse(null)));
    Optional<Reject> broken =
        IdentityRules.brokenVersion(version.map(RecordField::name).orElse(""), given, record);
    if (broken.isPresent()) {
      return broken.get();
    }
    Object mark = Values.normal(deleted.map(field -> field.in(map)).orElse(null));
    broken = IdentityRules.brokenDeleted(deleted.map(RecordField::name).orElse(""), mark, record);
    if (broken.isPresent()) {
      return broken.get();
    }
    boolean gone = Values.marksDeleted(mark).orElse(false);
    return new Identity(parts, Optional.ofNullable(given).map(IdentityFields::version), gone);
  }

  /** The key of a record that may be bad otherwise, when it has a whole one. */
  public Optional<List<Object>> key(Object record) {
    if (!(record instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    List<Object> parts = new ArrayList<>(key.size());
    for (RecordField field : key) {
      Object part = Values.normal(field.in(map));
      if (IdentityRules.brokenKey(field.name(), part, record).isPresent()) {
        return Optional.empty();
      }
      parts.add(plain(part));
    }
    return Optional.of(parts);
  }

  /** The key and the version of a record that is bad otherwise, when both can be read. */
  public Optional<Identity> known(Object record) {
    IdentityFields unmarked = new IdentityFields(key, version, Optional.empty());
    return unmarked.read(record) instanceof Identity known ? Optional.of(known) : Optional.empty();
  }

  private static Object plain(Object part) {
    if (part instanceof BigDecimal decimal) {
      return Numbers.isLong(decimal)
          ? (Object) decimal.longValueExact()
          : new BigDecimal(Numbers.canonical(decimal));
    }
    return part instanceof Iso iso ? iso.text() : part;
  }

  private static Identity.Version version(Object given) {
    return given instanceof Iso iso
        ? new Identity.Version(iso.text(), iso.instant().toString(), Optional.of(iso.instant()))
        : new Identity.Version(Fit.text(given), Numbers.canonical(given), Optional.empty());
  }
}
