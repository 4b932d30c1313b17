package dev.caravan.cli.discover.seen;

import java.math.BigDecimal;
import java.util.Map;

/** A field that tells a time in each record. */
public record TimeField(String name, TimeForm form) {
  public BigDecimal of(Object row) {
    return form.read(((Map<?, ?>) row).get(name)).orElseThrow();
  }

  public String text(Object row) {
    return String.valueOf(((Map<?, ?>) row).get(name));
  }

  public boolean isIn(Object row) {
    return row instanceof Map<?, ?> record && form.read(record.get(name)).isPresent();
  }
}
