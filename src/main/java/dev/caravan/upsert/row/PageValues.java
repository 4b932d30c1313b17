package dev.caravan.upsert.row;

import dev.caravan.value.TypeInference;
import java.util.List;

/** Which kinds of values the fields of a page have. */
public final class PageValues {
  private final Fields fields;
  private final TypeInference.Seen[] seen;

  public PageValues(Fields fields, List<Row> rows) {
    this.fields = fields;
    this.seen = new TypeInference.Seen[fields.size()];
    for (int slot = 0; slot < seen.length; slot++) {
      seen[slot] = new TypeInference.Seen();
    }
    for (Row row : rows) {
      Object[] values = row.values();
      for (int slot = 0; slot < Math.min(values.length, seen.length); slot++) {
        if (values[slot] != null) {
          seen[slot].add(values[slot]);
        }
      }
    }
  }

  public Fields fields() {
    return fields;
  }

  public TypeInference.Seen seen(int slot) {
    return seen[slot];
  }
}
