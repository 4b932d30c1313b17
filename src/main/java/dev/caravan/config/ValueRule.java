package dev.caravan.config;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.caravan.config.time.Durations;
import dev.caravan.config.time.Every;
import java.math.BigDecimal;
import java.util.Optional;

/** The rules that values of parameters must keep, by declared type. */
final class ValueRule {
  private ValueRule() {}

  /** What is wrong with a value; empty when nothing is. */
  static Optional<String> broken(KameletParameter parameter, String value) {
    if (!parameter.allowed().isEmpty()) {
      return rule(
          parameter.allowed().contains(value),
          "is not one of " + String.join(", ", parameter.allowed()));
    }
    return switch (parameter.type()) {
      case "integer" -> rule(value.matches("-?\\d{1,18}"), "is not a whole number");
      case "number" -> rule(isNumber(value), "is not a number");
      case "boolean" -> rule(value.matches("true|false"), "is neither true nor false");
      case "duration" ->
          rule(Durations.find(value).isPresent(), "is not a duration such as 30s, 15m or 1h");
      case "schedule" ->
          rule(
              isSchedule(value),
              "is not a duration such as 15m, nor times such as 'cron 0 6 * * *', with a zone and"
                  + " 'not between 22:00 and 06:00' after it or without");
      case "jsonpath" -> rule(isJsonPath(value), "is not a JSONPath such as $.data");
      case "locator" ->
          rule(isLocator(value), "is neither a JSONPath such as $.meta.total nor header:NAME");
      case "flag" ->
          rule(
              isLocator(value.replaceFirst("^not ", "")),
              "is neither a JSONPath such as $.has_more nor header:NAME, with or without 'not' before it");
      case "path" -> rule(value.startsWith("/"), "does not start with a slash");
      default -> Optional.empty();
    };
  }

  private static Optional<String> rule(boolean kept, String broken) {
    return kept ? Optional.empty() : Optional.of(broken);
  }

  private static boolean isLocator(String value) {
    return value.startsWith("header:") || isJsonPath(value);
  }

  private static boolean isSchedule(String value) {
    try {
      Every.parse(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isNumber(String value) {
    try {
      new BigDecimal(value);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isJsonPath(String value) {
    try {
      JsonPath.compile(value);
      return true;
    } catch (InvalidPathException | IllegalArgumentException e) {
      return false;
    }
  }
}
