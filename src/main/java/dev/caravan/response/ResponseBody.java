package dev.caravan.response;

import com.fasterxml.jackson.core.FormatSchema;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.caravan.api.Api;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.request.RequestFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the bytes of a response into maps, lists and exact values. */
public final class ResponseBody {
  private static final ObjectMapper JSON_LINES = ExactJson.mapper();
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(
              CsvParser.Feature.SKIP_EMPTY_LINES,
              CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL,
              CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
          .build();
  private static final CsvSchema WITH_HEADER = CsvSchema.emptySchema().withHeader();

  private static final Set<String> ERRORS =
      Set.of("error", "errors", "exception", "fault", "error_message", "errormessage");

  private static final Set<Optional<?>> NOTHING =
      Set.of(
          Optional.empty(),
          Optional.of(false),
          Optional.of(0),
          Optional.of(""),
          Optional.of(List.of()),
          Optional.of(Map.of()));

  private ResponseBody() {}

  /**
   * The body as maps, lists, strings, booleans, Integer, Long, BigInteger and BigDecimal; no number
   * ever goes through a double.
   *
   * @param api whose secrets no error shows
   * @return null when the body is empty
   * @throws BadResponseException when it is not whole, or not what the format says
   */
  public static Object read(byte[] body, String contentType, BodyFormat format, Api api) {
    if (body.length == 0) {
      return null;
    }
    if (contentType.toLowerCase(Locale.ROOT).contains("html")) {
      throw new BadResponseException(
          "the response is " + contentType + ", not data: " + beginning(body, api));
    }
    try {
      byte[] utf8 = Charsets.toUtf8(body, contentType);
      return switch (format.of(contentType)) {
        case JSONL -> lines(utf8);
        case CSV -> table(utf8);
        default -> ExactJson.readAnswer(utf8);
      };
    } catch (IOException e) {
      throw new BadResponseException(
          "the response is not valid "
              + format.of(contentType)
              + " ("
              + api.hideSecrets(reason(e))
              + "): "
              + beginning(body, api));
    }
  }

  /** The first characters of a body, for an error. */
  public static String beginning(byte[] body, Api api) {
    return RequestFailure.beginning(api, new String(body, StandardCharsets.UTF_8));
  }

  /** Token by token, since Jackson's own iterator takes a first line that is a list for all. */
  private static List<Object> lines(byte[] body) throws IOException {
    List<Object> lines = new ArrayList<>();
    try (JsonParser parser = JSON_LINES.createParser(body)) {
      while (parser.nextToken() != null) {
        lines.add(JSON_LINES.readValue(parser, Object.class));
      }
    }
    requireNoErrorLast(lines);
    return lines;
  }

  /** Where lines are under way already, an error can only be told by one more. */
  private static void requireNoErrorLast(List<Object> lines) throws IOException {
    int last = lines.size() - 1;
    if (last > 0
        && lines.get(last) instanceof Map<?, ?> end
        && lines.get(last - 1) instanceof Map<?, ?> record
        && Collections.disjoint(end.keySet(), record.keySet())
        && end.entrySet().stream().anyMatch(ResponseBody::isError)) {
      throw new IOException("its last line tells of an error: " + JsonTexts.of(end));
    }
  }

  private static boolean isError(Map.Entry<?, ?> field) {
    return ERRORS.contains(String.valueOf(field.getKey()).toLowerCase(Locale.ROOT))
        && !NOTHING.contains(Optional.ofNullable(field.getValue()));
  }

  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private static List<Map<String, String>> table(byte[] body) throws IOException {
    try (MappingIterator<Map<String, String>> rows =
        CSV.readerForMapOf(String.class).with(WITH_HEADER).readValues(body)) {
      List<Map<String, String>> table = rows.readAll();
      requireNamesOnce(rows.getParserSchema());
      return table;
    }
  }

  /** A map has one value of each name, so of two columns of one name one would be lost. */
  private static void requireNamesOnce(FormatSchema head) throws IOException {
    Set<String> names = new HashSet<>();
    for (CsvSchema.Column column : (CsvSchema) head) {
      if (!names.add(column.getName())) {
        throw new IOException("two columns have the name " + column.getName());
      }
    }
  }
}
