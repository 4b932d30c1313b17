package dev.caravan.cli.settings;

import dev.caravan.config.NearestName;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.PropertyBindingException;

/** Explains a bean's property that does not exist, without its value, which may be a secret. */
public final class UnknownProperty {
  private UnknownProperty() {}

  public static Optional<String> explain(Throwable failure) {
    if (!(failure instanceof PropertyBindingException binding) || failure.getCause() != null) {
      return Optional.empty();
    }
    List<String> known = settable(binding.getTarget());
    return Optional.of(
        "does not exist or takes no such value; "
            + NearestName.of(binding.getPropertyName(), known)
                .filter(name -> !name.equals(binding.getPropertyName()))
                .map(name -> "did you mean " + name + "?")
                .orElse("there are " + String.join(", ", known)));
  }

  private static List<String> settable(Object target) {
    return Arrays.stream(target.getClass().getMethods())
        .map(Method::getName)
        .filter(name -> name.length() > 3 && name.startsWith("set"))
        .map(name -> name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4))
        .sorted()
        .distinct()
        .toList();
  }
}
