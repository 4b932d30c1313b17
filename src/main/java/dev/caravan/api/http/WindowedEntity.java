package dev.caravan.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A part of a response that never ends: its body ends after so many server-sent events, after some
 * time, or where the connection is cut. The connection is given up then, since the client would
 * read on for ever to use it again. What stands after the last whole event comes again.
 */
public final class WindowedEntity extends HttpEntityWrapper {
  private final EventWindow window;
  private final Runnable disconnect;
  private final Clock clock;

  public WindowedEntity(HttpEntity wrapped, EventWindow window, Runnable disconnect, Clock clock) {
    super(wrapped);
    this.window = window;
    this.disconnect = disconnect;
    this.clock = clock;
  }

  @Override
  public InputStream getContent() throws IOException {
    return new Window(super.getContent());
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public long getContentLength() {
    return -1;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream content = getContent()) {
      content.transferTo(out);
    }
  }

  @Override
  public void close() {
    disconnect.run();
  }

  private final class Window extends InputStream {
    private final InputStream in;
    private final Instant end = clock.instant().plus(window.time());
    private final EventCounter counter = new EventCounter();

    Window(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (counter.events() >= window.events() || !clock.instant().isBefore(end)) {
        return -1;
      }
      int read = readOrCut(buffer, offset, length);
      for (int i = 0; i < read; i++) {
        counter.take(buffer[offset + i]);
        if (counter.events() == window.events()) {
          return i + 1;
        }
      }
      return read;
    }

    /** A cut after a whole event is how streams end; before the first it is a fault. */
    private int readOrCut(byte[] buffer, int offset, int length) throws IOException {
      try {
        return in.read(buffer, offset, length);
      } catch (SocketTimeoutException e) {
        return -1;
      } catch (IOException e) {
        if (counter.events() > 0) {
          return -1;
        }
        throw e;
      }
    }

    @Override
    public void close() {
      disconnect.run();
    }
  }
}
