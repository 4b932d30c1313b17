package dev.caravan.upsert.fit;

import dev.caravan.quarantine.IdentityRules;
import dev.caravan.quarantine.again.KeyAndVersion;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By what the records of a page are recognised, in their table and in quarantine alike. */
record Recognised(TableSpec spec, Fields fields) {

  /** A row of the table. */
  KeyAndVersion row(Row row) {
    List<Object> key = spec.key().stream().map(field -> value(row, field)).toList();
    return KeyAndVersion.of(
        key, spec.version().flatMap(field -> KeyAndVersion.versionText(value(row, field))));
  }

  private Object value(Row row, String field) {
    return row.value(fields.slot(field, 0));
  }

  /** A bad record, when its key is whole and its version can be read. */
  Optional<KeyAndVersion> bad(Object record) {
    if (!(record instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    List<Object> key = new ArrayList<>();
    for (String field : spec.key()) {
      Object part = Values.normal(map.get(field));
      if (IdentityRules.brokenKey(field, part, record).isPresent()) {
        return Optional.empty();
      }
      key.add(part);
    }
    Object version =
        Values.version(Values.normal(spec.version().<Object>map(map::get).orElse(null)));
    return IdentityRules.brokenVersion(spec.version().orElse(""), version, record).isPresent()
        ? Optional.empty()
        : Optional.of(KeyAndVersion.of(key, KeyAndVersion.versionText(version)));
  }
}
