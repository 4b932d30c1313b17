package dev.caravan.api.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A response that fails as soon as more bytes than allowed were read, counted after decompression,
 * or when it still comes after the time that it may take. From then on it is never read again, not
 * even by a close: the client would read what is left, and the rest may be without end.
 */
public final class LimitedEntity extends HttpEntityWrapper {
  private final long maxBytes;
  private final Duration longest;
  private final long begun = System.nanoTime();
  private final Runnable disconnect;
  private boolean givenUp;

  /**
   * Wraps a response.
   *
   * @param longest from now to the end of the response
   * @param disconnect ends the connection of a response that is too large or too slow
   */
  public LimitedEntity(HttpEntity wrapped, long maxBytes, Duration longest, Runnable disconnect) {
    super(wrapped);
    this.maxBytes = maxBytes;
    this.longest = longest;
    this.disconnect = disconnect;
  }

  @Override
  public InputStream getContent() throws IOException {
    InputStream content = super.getContent();
    return content == null ? null : new Counting(content);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream content = getContent()) {
      content.transferTo(out);
    }
  }

  @Override
  public void close() throws IOException {
    if (!givenUp) {
      super.close();
    }
  }

  private final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
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

    @Override
    public long skip(long length) throws IOException {
      long skipped = super.skip(length);
      count(skipped);
      return skipped;
    }

    @Override
    public void close() throws IOException {
      if (!givenUp) {
        super.close();
      }
    }

    private void giveUp(RuntimeException failure) {
      givenUp = true;
      disconnect.run();
      throw failure;
    }

    private void count(long read) {
      count += Math.max(read, 0);
      if (count > maxBytes) {
        giveUp(new PageTooLargeException(maxBytes));
      }
      if (read > 0 && System.nanoTime() - begun > longest.toNanos()) {
        giveUp(
            new BadResponseException(
                "the response was still coming after answerTimeout %s of the API; ask for smaller pages or raise answerTimeout"
                    .formatted(longest)));
      }
    }
  }
}
