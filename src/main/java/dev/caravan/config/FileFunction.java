package dev.caravan.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.camel.spi.PropertiesFunction;

/**
 * The placeholder {@code {{file:/run/secrets/shop-token}}}: the UTF-8 text of a file, as container
 * platforms hand over secrets, without the line break at its end. Read when the context starts.
 * Camel finds it by its name.
 */
public final class FileFunction implements PropertiesFunction {
  /** No credential is longer, and a database given by mistake would be. */
  private static final long MOST_BYTES = 64 * 1024;

  @Override
  public String getName() {
    return "file";
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the file, never what is in it, when there is no text to
   *     read
   */
  @Override
  public String apply(String file) {
    try {
      Path path = Path.of(file.strip());
      if (Files.size(path) > MOST_BYTES) {
        throw refused(file, "has more than " + MOST_BYTES + " bytes, so it is no secret", null);
      }
      String text = Files.readString(path).replaceFirst("\\R\\z", "");
      if (text.isEmpty()) {
        throw refused(file, "is empty", null);
      }
      return text;
    } catch (CharacterCodingException e) {
      throw refused(file, "is not UTF-8", null);
    } catch (IOException | InvalidPathException e) {
      throw refused(file, "cannot be read: " + e, e);
    }
  }

  private static IllegalArgumentException refused(String file, String why, Exception cause) {
    return new IllegalArgumentException(
        "the file of {{file:" + file + "}} " + why + "; it must hold the value and nothing else",
        cause);
  }
}
