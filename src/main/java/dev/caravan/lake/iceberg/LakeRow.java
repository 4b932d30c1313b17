package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.RowPlace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the lake.
 *
 * @param values texts by column, see {@link LakeTypes}; columns that are null are left out
 * @param place where it stands, when it is there already
 */
public record LakeRow(Map<String, String> values, Optional<RowPlace> place) {

  /** The same with other values in the columns that these are of. */
  public LakeRow with(Map<String, String> more) {
    Map<String, String> both = new LinkedHashMap<>(values);
    both.putAll(more);
    return new LakeRow(both, place);
  }
}
