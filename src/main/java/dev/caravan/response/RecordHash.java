package dev.caravan.response;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/**
 * A hash of 128 bits of all that a record holds, in its order: names, texts, numbers as they were
 * written, and of which kind each is. Two lanes of multiplications, whose states each word changes
 * without loss. It withstands chance, not somebody who makes up records to have the same hash.
 */
final class RecordHash {
  private static final long FIRST = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xC2B2AE3D27D4EB4FL;
  private static final int CHARS_PER_WORD = 4;

  private long one = FIRST;
  private long two = SECOND;

  private RecordHash() {}

  /** The 16 bytes. */
  static byte[] of(Object record) {
    RecordHash hash = new RecordHash();
    hash.add(record);
    long first = spread(hash.one ^ Long.rotateLeft(hash.two, 23));
    long second = spread(hash.two + first);
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second).array();
  }

  private void add(Object value) {
    if (value instanceof String text) {
      add('s', text);
    } else if (value instanceof Number || value instanceof Boolean || value == null) {
      // Classes first: whether a value has an interface takes longest to find out where it has not.
      add(value instanceof Number ? 'd' : 'o', String.valueOf(value));
    } else if (value instanceof Map<?, ?> map) {
      head('m', map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        add('n', String.valueOf(entry.getKey()));
        add(entry.getValue());
      }
    } else if (value instanceof Collection<?> list) {
      head('l', list.size());
      list.forEach(this::add);
    } else {
      add('o', String.valueOf(value));
    }
  }

  private void add(char kind, String text) {
    int length = text.length();
    head(kind, length);
    int at = 0;
    for (; at + CHARS_PER_WORD <= length; at += CHARS_PER_WORD) {
      word(
          text.charAt(at)
              | (long) text.charAt(at + 1) << 16
              | (long) text.charAt(at + 2) << 32
              | (long) text.charAt(at + 3) << 48);
    }
    long rest = 0;
    for (; at < length; at++) {
      rest = rest << 16 | text.charAt(at);
    }
    word(rest);
  }

  /** What is counted first cannot be taken for a part of what comes before it. */
  private void head(char kind, int size) {
    word((long) kind << 32 | size);
  }

  private void word(long word) {
    one = (one ^ word) * FIRST;
    one ^= one >>> 29;
    two = (two + word) * SECOND;
    two ^= two >>> 32;
  }

  /** Of MurmurHash3, the end of 64 bits: each bit of the state changes half of those. */
  private static long spread(long state) {
    long mixed = state;
    mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ mixed >>> 33;
  }
}
