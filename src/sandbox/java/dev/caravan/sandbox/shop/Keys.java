package dev.caravan.sandbox.shop;

import java.math.BigInteger;
import java.util.Comparator;

/** The order of keys: whole numbers by value, so that 9 comes before 10, then all else as text. */
public final class Keys {
  public static final Comparator<String> ORDER =
      Comparator.comparingInt(Keys::rank).thenComparing(Keys::compareEquals);

  private Keys() {}

  private static int rank(String key) {
    if (key.isEmpty()) {
      return 0;
    }
    return isNumber(key) ? 1 : 2;
  }

  private static int compareEquals(String left, String right) {
    return isNumber(left)
        ? new BigInteger(left).compareTo(new BigInteger(right))
        : left.compareTo(right);
  }

  private static boolean isNumber(String key) {
    return key.length() <= 100 && !key.isEmpty() && key.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
