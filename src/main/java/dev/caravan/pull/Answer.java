package dev.caravan.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.Api;
import dev.caravan.api.BadAnswerException;
import dev.caravan.api.RequestFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads the bytes of an answer into maps, lists and exact values. */
final class Answer {
  private static final int MAX_NUMBER_DIGITS = 100_000;
  private static final ObjectMapper JSON = mapper();

  private Answer() {}

  /**
   * The body as maps, lists, strings, booleans, Integer, Long, BigInteger and BigDecimal; no number
   * ever goes through a double.
   *
   * @param api whose secrets no error shows
   * @return null when the body is empty
   * @throws BadAnswerException when it is not one whole JSON value
   */
  static Object read(byte[] body, String contentType, Api api) {
    if (body.length == 0) {
      return null;
    }
    if (contentType.toLowerCase(Locale.ROOT).contains("html")) {
      throw new BadAnswerException(
          "the answer is " + contentType + ", not JSON: " + beginning(body, api));
    }
    try {
      return JSON.readValue(body, Object.class);
    } catch (JsonProcessingException e) {
      throw new BadAnswerException(
          "the answer is not valid JSON ("
              + api.hideSecrets(e.getOriginalMessage())
              + "): "
              + beginning(body, api));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String beginning(byte[] body, Api api) {
    return RequestFailure.beginning(api, new String(body, StandardCharsets.UTF_8));
  }

  private static ObjectMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNumberLength(MAX_NUMBER_DIGITS)
                .maxStringLength(Integer.MAX_VALUE)
                .build());
    return mapper;
  }
}
