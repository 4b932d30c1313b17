package dev.caravan.response;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Short texts that stand for records: equal for equal ones, and in practice for no others. Taken
 * when a page comes, since the steps of a route may change records in place.
 */
public final class Prints {
  private static final int BYTES = 9;

  private Prints() {}

  /** The print of a record, or of anything else. */
  public static String of(Object record) {
    byte[] digest = digest(String.valueOf(record));
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, BYTES));
  }

  /** The whole SHA-256 of a text. */
  public static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
