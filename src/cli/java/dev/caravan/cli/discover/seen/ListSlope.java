package dev.caravan.cli.discover.seen;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;

/** How one value of a field stands to the next one of the list, compared as a keyset does. */
public enum ListSlope {
  UP,
  DOWN,
  LEVEL,
  UNKNOWN;

  private static final String NUMBER = "-?\\d{1,100}(\\.\\d{1,100})?";

  public static ListSlope of(Object one, Object other) {
    if (one == null || other == null) {
      return UNKNOWN;
    }
    int compared = compare(one.toString(), other.toString());
    return compared < 0 ? UP : compared > 0 ? DOWN : LEVEL;
  }

  /** Up (1), down (-1) or neither (0) for all steps of a list. */
  public static int of(List<ListSlope> steps, boolean strictly) {
    if (steps.isEmpty() || steps.contains(UNKNOWN) || strictly && steps.contains(LEVEL)) {
      return 0;
    }
    return steps.contains(UP) ? steps.contains(DOWN) ? 0 : 1 : steps.contains(DOWN) ? -1 : 0;
  }

  private static int compare(String one, String other) {
    if (one.matches(NUMBER) && other.matches(NUMBER)) {
      return new BigDecimal(one).compareTo(new BigDecimal(other));
    }
    try {
      return OffsetDateTime.parse(one)
          .toInstant()
          .compareTo(OffsetDateTime.parse(other).toInstant());
    } catch (DateTimeException e) {
      return one.compareTo(other);
    }
  }
}
