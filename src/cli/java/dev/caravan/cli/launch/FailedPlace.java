package dev.caravan.cli.launch;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.PropertyBindingException;

/** Which file, bean, route or property an exception of Camel is about. */
final class FailedPlace {
  /** What Camel writes around a cause while it loads a file, makes a bean, and builds a route. */
  private static final List<Pattern> PLACES =
      List.of(
          Pattern.compile("^Error pre-parsing resource: (?:file:)?(.+)$"),
          Pattern.compile("^Error parsing resource: (?:file:)?(.+)$"),
          Pattern.compile("^Error creating (bean: .+) of type: .+$"),
          Pattern.compile("^Failed to create (route: [^ ]+) at: "));

  private FailedPlace() {}

  static Optional<String> of(Throwable failure) {
    if (failure instanceof PropertyBindingException binding) {
      return Optional.of("property " + binding.getPropertyName());
    }
    String message = String.valueOf(failure.getMessage());
    return PLACES.stream()
        .map(place -> place.matcher(message))
        .filter(Matcher::find)
        .map(match -> match.group(1).replace(": ", " "))
        .findFirst();
  }

  /** Whether an exception only says where something happened. */
  static boolean isWrapper(Throwable failure) {
    boolean ofCamel =
        failure.getClass().getName().startsWith("org.apache.camel.")
            && !(failure instanceof NoSuchBeanException);
    return failure.getCause() != null
        && (ofCamel
            || failure instanceof InvocationTargetException
            || of(failure).isPresent()
            || String.valueOf(failure.getMessage()).startsWith("Cannot create bean:"));
  }
}
