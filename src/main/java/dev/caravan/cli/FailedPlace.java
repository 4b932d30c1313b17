package dev.caravan.cli;

import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.PropertyBindingException;

/** Which route or property an exception of Camel is about. */
final class FailedPlace {
  private FailedPlace() {}

  static Optional<String> of(Throwable failure) {
    if (failure instanceof FailedToCreateRouteException route) {
      return Optional.of("route " + route.getRouteId());
    }
    if (failure instanceof FailedToStartRouteException route) {
      return Optional.of("route " + route.getRouteId());
    }
    if (failure instanceof PropertyBindingException binding) {
      return Optional.of("property " + binding.getPropertyName());
    }
    return Optional.empty();
  }
}
