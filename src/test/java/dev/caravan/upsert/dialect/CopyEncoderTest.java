package dev.caravan.upsert.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes to PostgreSQL byte by byte. */
class CopyEncoderTest {
  @Test
  void everyCharacterThereIsIsTheUtf8ThatJavaMakesOfIt() {
    String all =
        IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
            .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
            .filter(point -> "\\\n\r\t".indexOf(point) < 0)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(encoded(all).equals(all + "\n")).isTrue();
  }

  @Test
  void whatCopyTakesForACommandIsEscapedAndNullIsNoText() {
    assertThat(encoded("a\\b\nc\rd\te", null, "\\N", true, 1))
        .isEqualTo("a\\\\b\\nc\\rd\\te\t\\N\t\\\\N\tt\t1\n");
  }

  private static String encoded(Object... row) {
    CopyEncoder encoder = new CopyEncoder(0);
    encoder.row(row, List.of());
    byte[] bytes = Arrays.copyOf(encoder.buffer(), encoder.length());
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
