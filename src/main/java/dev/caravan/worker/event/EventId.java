package dev.caravan.worker.event;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * What identifies an event: CloudEvents asks that source and id together are unique. A part that is
 * longer than a column, or that a database would not take, stands as its SHA-256.
 *
 * @param source where the event comes from
 * @param id its id there
 */
public record EventId(String source, String id) implements Comparable<EventId> {
  private static final int LONGEST = 200;
  private static final Comparator<EventId> ORDER =
      Comparator.comparing(EventId::source).thenComparing(EventId::id);

  public EventId {
    source = storable(source);
    id = storable(id);
  }

  @Override
  public int compareTo(EventId other) {
    return ORDER.compare(this, other);
  }

  /** Both parts as one text; neither holds the character between them. */
  public String key() {
    return source + '\u001f' + id;
  }

  @Override
  public String toString() {
    return source + " " + id;
  }

  private static String storable(String text) {
    boolean plain =
        text.length() <= LONGEST
            && text.chars().noneMatch(c -> c < ' ' || Character.isSurrogate((char) c));
    return plain ? text : "sha256:" + sha256(text);
  }

  private static String sha256(String text) {
    try {
      // Char by char, since a charset makes all lone surrogates one.
      ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
      text.chars().forEach(c -> bytes.putChar((char) c));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
