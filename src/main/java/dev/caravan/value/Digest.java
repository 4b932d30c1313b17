package dev.caravan.value;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for long texts: SHA-256 in lower-case hex. */
public final class Digest {
  private Digest() {}

  /** The digest of a text; texts that differ in halves of surrogate pairs have different ones. */
  public static String of(String text) {
    // Every charset takes all halves of surrogate pairs for the same character.
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
    bytes.asCharBuffer().put(text);
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
