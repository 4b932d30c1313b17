package dev.caravan.webhook.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the values at some JSON pointers in one pass over a body, without building a tree: what is
 * not asked for is skipped, so a body of any depth costs no stack. A body that is not JSON has
 * none.
 */
public final class BodyFields {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private static final JsonFactory STRICT =
      JSON.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<JsonPointer, JsonPointer> wanted = new HashMap<>();

  /** Looks for these pointers. */
  public BodyFields(Set<JsonPointer> pointers) {
    pointers.forEach(pointer -> wanted.put(pointer, pointer));
  }

  /** Whether a body is one JSON value without a field that stands twice. */
  public static boolean areDistinct(byte[] body) {
    try (JsonParser parser = STRICT.createParser(body)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The scalars that are there, as written; of a key that stands twice the first. */
  public Map<JsonPointer, String> read(byte[] body) {
    Map<JsonPointer, String> found = new HashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    try (JsonParser parser = JSON.createParser(body)) {
      parser.nextToken();
      visit(parser, wanted, found);
    } catch (IOException e) {
      // What stands before the mistake counts; the rest is not there.
      return found;
    }
    return found;
  }

  /**
   * @param rest what remains of each pointer below the current value, and the whole pointer
   */
  private void visit(
      JsonParser parser, Map<JsonPointer, JsonPointer> rest, Map<JsonPointer, String> found)
      throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      while (found.size() < wanted.size() && parser.nextToken() == JsonToken.FIELD_NAME) {
        Map<JsonPointer, JsonPointer> below = matching(rest, parser.currentName());
        parser.nextToken();
        descend(parser, below, found);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0;
          found.size() < wanted.size() && parser.nextToken() != JsonToken.END_ARRAY;
          i++) {
        descend(parser, matching(rest, Integer.toString(i)), found);
      }
    } else if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      JsonPointer whole = rest.get(JsonPointer.empty());
      if (whole != null) {
        found.putIfAbsent(whole, parser.getText());
      }
    }
  }

  private void descend(
      JsonParser parser, Map<JsonPointer, JsonPointer> below, Map<JsonPointer, String> found)
      throws IOException {
    if (parser.currentToken() == null) {
      throw new IOException("the body ends in the middle");
    }
    if (below.isEmpty()) {
      parser.skipChildren();
    } else {
      visit(parser, below, found);
    }
  }

  private static Map<JsonPointer, JsonPointer> matching(
      Map<JsonPointer, JsonPointer> rest, String name) {
    Map<JsonPointer, JsonPointer> below = new HashMap<>();
    rest.forEach(
        (pointer, whole) -> {
          if (!pointer.matches() && pointer.getMatchingProperty().equals(name)) {
            below.put(pointer.tail(), whole);
          }
        });
    return below;
  }
}
