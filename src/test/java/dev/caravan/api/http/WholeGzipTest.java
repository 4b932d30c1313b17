package dev.caravan.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** A gzip of several members is read to its end, however its bytes arrive. */
class WholeGzipTest {
  @Test
  void membersThatArriveOneByOneAreAllRead() throws IOException {
    List<byte[]> members =
        List.of(gzip("{\"id\":1}\n"), gzip("{\"id\":2}\n"), gzip("{\"id\":3}\n"));
    assertThat(read(arriving(members))).isEqualTo("{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
  }

  @Test
  void membersThatArriveByteByByteAreAllRead() throws IOException {
    byte[] both = join(gzip("one"), gzip("two"));
    List<byte[]> bytes =
        IntStream.range(0, both.length).mapToObj(i -> new byte[] {both[i]}).toList();
    assertThat(read(arriving(bytes))).isEqualTo("onetwo");
  }

  @Test
  void aGzipThatIsCutAnywhereIsNotWhole() throws IOException {
    byte[] first = gzip("one");
    byte[] both = join(first, gzip("two"));
    for (int length = 1; length < both.length; length++) {
      if (length != first.length) {
        byte[] cut = Arrays.copyOf(both, length);
        assertThatThrownBy(() -> read(new ByteArrayInputStream(cut)))
            .as("the first %d bytes of %d", cut.length, both.length)
            .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(arriving(List.of(cut)))).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void whatFollowsAMemberIsAnotherOne() throws IOException {
    byte[] more = join(gzip("one"), "more".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> read(new ByteArrayInputStream(more)))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("cut within a member");
  }

  @Test
  void aConnectionThatBreaksBetweenMembersIsNoEnd() throws IOException {
    InputStream broken =
        new InputStream() {
          private final InputStream first = new ByteArrayInputStream(gzip("one"));

          @Override
          public int read() throws IOException {
            int next = first.read();
            if (next < 0) {
              throw new IOException("connection reset");
            }
            return next;
          }
        };
    assertThatThrownBy(() -> read(broken)).hasMessageContaining("connection reset");
  }

  /** Parts of which none is there before the one before it was read, as from a network. */
  private static InputStream arriving(List<byte[]> parts) {
    return new SequenceInputStream(
        Collections.enumeration(parts.stream().map(ByteArrayInputStream::new).toList()));
  }

  private static String read(InputStream compressed) throws IOException {
    try (InputStream gzip = new WholeGzip(compressed)) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Stream.of(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }
}
