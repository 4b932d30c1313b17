package dev.caravan.upsert.reshape;

import dev.caravan.config.SecretKeeper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret by which masked values are told apart and not told. A bean, since parameters of
 * kamelets are part of what Camel logs. Safe for any thread.
 */
public final class MaskKey implements SecretKeeper {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 16;
  private static final String WORD = "secret";

  private String secret = "";

  /** Behind a word, since Camel looks up what begins with #. */
  public void setSecret(String text) {
    secret = text.replaceFirst("^" + WORD, "").strip();
  }

  @Override
  public String hideSecrets(String text) {
    return secret.isEmpty() ? text : text.replace(secret, "***");
  }

  private byte[] bytes() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Checks that there is a key.
   *
   * @throws IllegalArgumentException when it is none, or one that can be guessed
   */
  void require() {
    if (bytes().length < SHORTEST) {
      throw new IllegalArgumentException(
          "mask with hmac needs a key of at least %d bytes; set caravan.mask.secret = {{env:CARAVAN_MASK_SECRET}} in application.properties%s"
              .formatted(SHORTEST, secret.isEmpty() ? "" : ", which has a shorter one now"));
    }
  }

  /** The HMAC-SHA256 of a text in lower-case hex. */
  String hmac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes(), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
