package dev.caravan.response;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Short texts that stand for records and for what is asked for: equal for equal ones, and in
 * practice for no others. Taken when a page comes, since the steps of a route may change records in
 * place.
 */
public final class Prints {
  private static final int BYTES = 9;

  private Prints() {}

  /** The print of what is asked for, as text. */
  public static String of(Object asked) {
    return encoded(digest(String.valueOf(asked)));
  }

  /**
   * The print of a record. Each one of each page has one taken, so it is no digest of {@link #of}'s
   * kind, which would cost more than reading the record did.
   */
  public static String ofRecord(Object record) {
    return encoded(RecordHash.of(record));
  }

  private static String encoded(byte[] hash) {
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
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
