package dev.caravan.worker.details;

import dev.caravan.response.JsonPathTo;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path with fields of a record in braces, by name or JSONPath: {@code /orders/{id}}. */
final class DetailsPath {
  private static final Pattern FIELD = Pattern.compile("\\{([^{}]+)}");

  private final String text;

  DetailsPath(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("details '" + text + "' does not start with a slash");
    }
    FIELD.matcher(text).results().forEach(DetailsPath::field);
    this.text = text;
  }

  /**
   * The path for a record.
   *
   * @throws PoisonException when the record lacks a field
   */
  String of(Object record) throws PoisonException {
    StringBuilder path = new StringBuilder();
    Matcher fields = FIELD.matcher(text);
    while (fields.find()) {
      fields.appendReplacement(path, Matcher.quoteReplacement(value(record, fields)));
    }
    return fields.appendTail(path).toString();
  }

  private static String value(Object record, MatchResult name) throws PoisonException {
    Object value = field(name).find(record).orElse("");
    if (String.valueOf(value).isBlank()) {
      throw new PoisonException(
          Poison.NO_RECORD, "the record has no " + name.group(1) + " to ask for details with");
    }
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonPathTo field(MatchResult name) {
    return JsonPathTo.field("details", name.group(1));
  }
}
