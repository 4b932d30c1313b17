package dev.caravan.response;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads JSON so that no number ever goes through a double. */
public final class ExactJson {
  /** How deep objects and lists may be nested. */
  public static final int MAX_DEPTH = 1_000;

  private static final int MAX_NUMBER_DIGITS = 100_000;
  private static final ObjectMapper WHOLE = mapper(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ObjectMapper PART = mapper();

  private ExactJson() {}

  /**
   * One JSON value as maps, lists, strings, booleans, Integer, Long, BigInteger and BigDecimal.
   *
   * @throws TooDeepException when it is nested deeper than {@link #MAX_DEPTH}
   * @throws IOException when the bytes are not UTF-8, not JSON or more than one value
   */
  public static Object read(byte[] utf8) throws IOException {
    try {
      return WHOLE.readValue(utf8, Object.class);
    } catch (StreamConstraintsException e) {
      throw e.getOriginalMessage().contains("nesting depth") ? new TooDeepException() : e;
    }
  }

  /**
   * The same of a response, whose object must not name anything twice: of two lists of records one
   * would be lost. Within records the last one counts, as everywhere.
   */
  static Object readAnswer(byte[] utf8) throws IOException {
    try (JsonParser parser = PART.createParser(utf8)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? top(parser) : read(utf8);
    } catch (StreamConstraintsException e) {
      throw e.getOriginalMessage().contains("nesting depth") ? new TooDeepException() : e;
    }
  }

  private static Map<String, Object> top(JsonParser parser) throws IOException {
    Map<String, Object> top = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (top.containsKey(name)) {
        throw new JsonParseException(
            parser, "it names '" + name + "' twice, and one would be lost");
      }
      top.put(name, PART.readValue(parser, Object.class));
    }
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "there is more after its end");
    }
    return top;
  }

  /** JSON is nested deeper than {@link #MAX_DEPTH}. */
  public static final class TooDeepException extends IOException {
    private static final long serialVersionUID = 1L;

    TooDeepException() {
      super("objects and lists are nested deeper than " + MAX_DEPTH);
    }
  }

  static ObjectMapper mapper(DeserializationFeature... more) {
    JsonMapper.Builder builder =
        JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    builder.enable(more);
    JsonMapper mapper = builder.build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_DIGITS)
                .maxStringLength(Integer.MAX_VALUE)
                .build());
    return mapper;
  }
}
