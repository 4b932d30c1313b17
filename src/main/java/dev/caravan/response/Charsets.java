package dev.caravan.response;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings bodies to UTF-8 without a byte order mark, whatever charset their content type names. */
public final class Charsets {
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
  private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Charsets() {}

  /**
   * The body in UTF-8.
   *
   * @throws CharacterCodingException when a byte is none of its charset
   */
  public static byte[] toUtf8(byte[] body, String contentType) throws CharacterCodingException {
    boolean marked =
        body.length >= UTF8_MARK.length
            && Arrays.equals(body, 0, UTF8_MARK.length, UTF8_MARK, 0, UTF8_MARK.length);
    if (marked) {
      return Arrays.copyOfRange(body, UTF8_MARK.length, body.length);
    }
    Charset charset = declared(contentType);
    // Parsers tell UTF-8, which ASCII is a part of, UTF-16 and UTF-32 apart by themselves.
    return charset.name().startsWith("UTF") || charset.equals(StandardCharsets.US_ASCII)
        ? body
        : charset
            .newDecoder()
            .decode(ByteBuffer.wrap(body))
            .toString()
            .getBytes(StandardCharsets.UTF_8);
  }

  private static Charset declared(String contentType) {
    Matcher charset = CHARSET.matcher(contentType);
    try {
      return charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }
}
