package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.testing.HandClock;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacSignerTest {
  private static final URI URL = URI.create("https://api.example.com/v2/orders?limit=2&q=a%20b");
  private static final byte[] BODY = {'{', (byte) 0xff, 0, '}'};

  private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_744_450_380));
  private final HmacSigner signer = new HmacSigner(clock);

  /** RFC 4231, test case 2. */
  @Test
  void signsAsThePublishedTestVectorDoes() {
    signer.setSecret("Jefe");
    signer.setContent("{body}");
    byte[] data = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    assertThat(signer.sign("POST", URL, data))
        .containsEntry(
            "X-Signature", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @ParameterizedTest
  @CsvSource({"sha256, SHA-256, 64", "sha1, SHA-1, 64", "sha512, SHA-512, 128"})
  void signsMethodPathBodyAndTimestampAsDeclared(String name, String digest, int block)
      throws Exception {
    signer.setSecret("hush");
    signer.setAlgorithm(name);
    signer.setEncoding("base64");
    signer.setHeader("X-Sig");
    signer.setTimestampHeader("X-Time");
    signer.setContent("{timestamp}.{method}\n{path}\n{body}");
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(ascii("1744450380.POST\n/v2/orders?limit=2&q=a%20b\n"));
    content.writeBytes(BODY);
    String expected =
        Base64.getEncoder()
            .encodeToString(hmac(digest, block, ascii("hush"), content.toByteArray()));
    assertThat(signer.sign("POST", URL, BODY))
        .containsEntry("X-Sig", expected)
        .containsEntry("X-Time", "1744450380")
        .hasSize(2);
  }

  @Test
  void aLaterAttemptHasAnotherTimestampAndSignature() {
    signer.setSecret("hush");
    signer.setTimestampHeader("X-Time");
    var first = signer.sign("GET", URL, new byte[0]);
    clock.advance(Duration.ofSeconds(1));
    var second = signer.sign("GET", URL, new byte[0]);
    assertThat(second.get("X-Time")).isEqualTo("1744450381");
    assertThat(second.get("X-Signature")).isNotEqualTo(first.get("X-Signature"));
  }

  @Test
  void namesEachValueThatCannotWork() {
    assertRejects(() -> signer.setAlgorithm("md5"), "algorithm 'md5'", "sha256, sha1 or sha512");
    assertRejects(() -> signer.setEncoding("hexx"), "encoding 'hexx'", "hex or base64");
    assertRejects(() -> signer.setContent("{methd}"), "{methd}", "{method}");
    assertRejects(() -> signer.setHeader("X Sig"), "header 'X Sig'");
    assertRejects(() -> signer.setSecret(" "), "secret is empty");
    assertRejects(signer::secrets, "secret is empty");
  }

  /** RFC 2104 by hand: H(K xor opad, H(K xor ipad, text)). */
  private static byte[] hmac(String digest, int block, byte[] key, byte[] text) throws Exception {
    byte[] inner = Arrays.copyOf(key, block);
    byte[] outer = Arrays.copyOf(key, block);
    for (int i = 0; i < block; i++) {
      inner[i] ^= 0x36;
      outer[i] ^= 0x5c;
    }
    MessageDigest hash = MessageDigest.getInstance(digest);
    hash.update(inner);
    byte[] first = hash.digest(text);
    hash.update(outer);
    return hash.digest(first);
  }

  private static void assertRejects(Runnable call, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
