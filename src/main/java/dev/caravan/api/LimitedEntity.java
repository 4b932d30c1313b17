package dev.caravan.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * An answer that fails as soon as more bytes than allowed were read, counted after decompression.
 */
final class LimitedEntity extends HttpEntityWrapper {
  private final long maxBytes;

  LimitedEntity(HttpEntity wrapped, long maxBytes) {
    super(wrapped);
    this.maxBytes = maxBytes;
  }

  @Override
  public InputStream getContent() throws IOException {
    InputStream content = super.getContent();
    return content == null ? null : new Counting(content, maxBytes);
  }

  private static final class Counting extends FilterInputStream {
    private final long maxBytes;
    private long count;

    Counting(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count(read);
      return read;
    }

    private void count(int read) {
      count += Math.max(read, 0);
      if (count > maxBytes) {
        throw new PageTooLargeException(maxBytes);
      }
    }
  }
}
