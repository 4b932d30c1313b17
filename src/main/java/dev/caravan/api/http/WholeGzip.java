package dev.caravan.api.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * Reads a gzip to its end, all its members. Java's own takes what has not arrived yet for nothing,
 * and the end of a member before it for that of the whole, so that of a response whose members come
 * one by one only the first is read. What follows the last member must be another one.
 */
public final class WholeGzip extends GZIPInputStream {
  /** Four bytes of a checksum and four of a length. */
  private static final int TRAILER = 8;

  private final Waiting compressed;

  public WholeGzip(InputStream compressed) throws IOException {
    this(new Waiting(compressed));
  }

  private WholeGzip(Waiting compressed) throws IOException {
    super(compressed);
    this.compressed = compressed;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read < 0 && (compressed.hadMore || inf.getRemaining() > TRAILER)) {
      throw new EOFException("the gzip is cut within a member, or something else comes after it");
    }
    return read;
  }

  /** Waits for more before it says that there is none. */
  private static final class Waiting extends PushbackInputStream {
    private boolean hadMore;

    Waiting(InputStream in) {
      super(in);
    }

    @Override
    public int available() throws IOException {
      int next = read();
      hadMore = next >= 0;
      if (hadMore) {
        unread(next);
      }
      return hadMore ? Math.max(1, super.available()) : 0;
    }
  }
}
