package dev.caravan.webhook.scheme;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** How bytes are written as text. */
public enum Encoding {
  HEX {
    @Override
    byte[] strictly(String text) {
      return HexFormat.of().parseHex(text);
    }

    @Override
    public String write(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
  },
  BASE64 {
    @Override
    byte[] strictly(String text) {
      return Base64.getDecoder().decode(text);
    }

    @Override
    public String write(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  },
  UTF8 {
    @Override
    byte[] strictly(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String write(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  };

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException when the text is not written this way
   */
  abstract byte[] strictly(String text);

  public abstract String write(byte[] bytes);

  /** The bytes; empty when the text is not written this way. */
  Optional<byte[]> read(String text) {
    try {
      return Optional.of(strictly(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
