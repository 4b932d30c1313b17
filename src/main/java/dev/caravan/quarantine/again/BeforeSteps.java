package dev.caravan.quarantine.again;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/**
 * The records of a page as they were before the steps of its route, which may change them in place:
 * a record that goes through the steps twice could lose a field to the second time. Copies are made
 * only where a route has steps that could. For one thread at a time.
 */
public final class BeforeSteps {
  private static final String PROPERTY = "caravanBeforeSteps";
  private static final String HARMLESS = "(?s)(kamelet:(//)?caravan-(upsert|kafka|lake)\\b|log:).*";

  private final boolean changeNothing;
  private final Map<Object, Object> copies = new IdentityHashMap<>();

  private BeforeSteps(boolean changeNothing) {
    this.changeNothing = changeNothing;
  }

  /** Keeps the records that are about to enter the steps of a route. */
  public static void keep(Exchange exchange, String route, List<?> records) {
    BeforeSteps before = new BeforeSteps(changeNothing(exchange, route));
    if (!before.changeNothing) {
      records.forEach(record -> before.copies.put(record, copy(record)));
    }
    exchange.setProperty(PROPERTY, before);
  }

  /**
   * What was kept on an exchange.
   *
   * @param route the route of the step that asks, where no page was opened
   */
  public static BeforeSteps of(Exchange exchange, String route) {
    BeforeSteps kept = exchange.getProperty(PROPERTY, BeforeSteps.class);
    return kept == null ? new BeforeSteps(changeNothing(exchange, route)) : kept;
  }

  /** Nothing is known of the steps. */
  public static BeforeSteps unknown() {
    return new BeforeSteps(false);
  }

  /**
   * How a record that a step found bad may go through the steps again.
   *
   * @param record as it came to the step
   * @param reshaped whether the step itself made something else of it before it was kept
   */
  public Trace trace(Optional<KeyAndVersion> known, Object record, boolean reshaped) {
    if (changeNothing && (!reshaped || record instanceof Map)) {
      return new Trace(known, reshaped ? Passage.SHAPED : Passage.WHOLE, Optional.empty());
    }
    return reshaped || !copies.containsKey(record)
        ? new Trace(known, Passage.CHANGED, Optional.empty())
        : new Trace(known, Passage.WHOLE, Optional.ofNullable(copies.get(record)));
  }

  /** Whether the steps of a route leave records as they are. */
  public static boolean changeNothing(Exchange exchange, String route) {
    Model model = exchange.getContext().getCamelContextExtension().getContextPlugin(Model.class);
    RouteDefinition definition = model.getRouteDefinition(route);
    return definition != null && definition.getOutputs().stream().allMatch(BeforeSteps::isHarmless);
  }

  private static boolean isHarmless(ProcessorDefinition<?> step) {
    return step instanceof LogDefinition
        || step instanceof OnExceptionDefinition
        || step instanceof ToDefinition to && to.getEndpointUri().matches(HARMLESS);
  }

  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, each) -> copy.put(name, copy(each)));
      return copy;
    }
    if (value instanceof Collection<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(each -> copy.add(copy(each)));
      return copy;
    }
    return value;
  }
}
