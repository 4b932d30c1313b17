package dev.caravan.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowedEntityTest {
  private static final Clock STILL = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final AtomicInteger disconnects = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void endsRightAfterSoManyEvents(String end) throws IOException {
    String event = "id: 1" + end + "data: x" + end + end;
    String stream = ": hello" + end + end + event + "data" + end + end + event;
    assertThat(read(2, new ByteArrayInputStream(bytes(stream))).strip())
        .isEqualTo((": hello" + end + end + event + "data").strip());
    assertThat(disconnects).hasValueGreaterThan(0);
  }

  @Test
  void linesThatOnlyBeginLikeDataAreNone() throws IOException {
    String stream = "database: 1\n\ndat\n\ndata: 1\n\ndata: 2\n\n";
    assertThat(read(1, new ByteArrayInputStream(bytes(stream)))).endsWith("data: 1\n\n");
  }

  @Test
  void silenceEndsAWindow() throws IOException {
    assertThat(read(9, then("data: 1\n\n", new SocketTimeoutException()))).isEqualTo("data: 1\n\n");
    assertThat(read(9, then("", new SocketTimeoutException()))).isEmpty();
  }

  @Test
  void aCutIsAnEndBehindAnEventAndAFaultBeforeTheFirst() throws IOException {
    assertThat(read(9, then("data: 1\n\nda", new IOException("cut")))).startsWith("data: 1\n\n");
    assertThatThrownBy(() -> read(9, then("data: 1\n", new IOException("cut")))).hasMessage("cut");
  }

  private String read(int events, InputStream stream) throws IOException {
    EventWindow window =
        EventWindow.parse(new EventWindow(events, Duration.ofSeconds(1)).toString());
    try (WindowedEntity entity =
            new WindowedEntity(
                new InputStreamEntity(stream, ContentType.TEXT_PLAIN),
                window,
                disconnects::incrementAndGet,
                STILL);
        InputStream content = entity.getContent()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Some bytes, and then an exception. */
  private static InputStream then(String text, IOException end) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(bytes(text));
    return new InputStream() {
      @Override
      public int read() throws IOException {
        int next = bytes.read();
        if (next < 0) {
          throw end;
        }
        return next;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = bytes.read(buffer, offset, length);
        if (read < 0) {
          throw end;
        }
        return read;
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
