package dev.caravan.quarantine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The records that a body holds. */
public final class Records {
  private Records() {}

  /**
   * A list of records as it is, a single one as a list, nothing as an empty list.
   *
   * @param kamelet who asks, for the error
   * @throws IllegalArgumentException when the body is neither, such as JSON that was not parsed
   */
  public static List<?> of(Object body, String kamelet) {
    if (body == null) {
      return List.of();
    }
    if (body instanceof Map<?, ?> one) {
      return List.of(one);
    }
    if (body instanceof Collection<?> many) {
      return new ArrayList<>(many);
    }
    throw new IllegalArgumentException(
        kamelet
            + " takes a record (a Map) or a list of records as the body, not "
            + body.getClass().getName()
            + "; unmarshal it first");
  }
}
