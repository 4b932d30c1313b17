package dev.caravan.run.fetched;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;

/**
 * Pages in a row that are written in one transaction, as if they were one page.
 *
 * @param pages in the order of the scan, two at least
 * @param records of all of them
 */
public record PagesTogether(List<Fetched> pages, List<?> records) implements Fetched {
  private static final String TABLE = "(?s)kamelet:(//)?caravan-upsert\\b.*";

  PagesTogether(List<Fetched> pages) {
    this(List.copyOf(pages), all(pages));
  }

  /**
   * Whether pages of a stream, whose route has its name, may be written together: where all that
   * its route has for them is done within the transaction, and does not see where a page ends. A
   * dead letter channel does: it would get all records of pages that are then written one by one.
   */
  public static boolean suit(Exchange exchange, String name) {
    Model model = exchange.getContext().getCamelContextExtension().getContextPlugin(Model.class);
    RouteDefinition route = model.getRouteDefinition(name);
    return route != null
        && route.getOutputs().stream().allMatch(PagesTogether::suits)
        && !hasDeadLetters(exchange.getContext(), name);
  }

  private static boolean hasDeadLetters(CamelContext context, String route) {
    return Stream.of(
            context.getRoute(route).getErrorHandlerFactory(),
            context.getCamelContextExtension().getErrorHandlerFactory())
        .anyMatch(DeadLetterChannelDefinition.class::isInstance);
  }

  private static boolean suits(ProcessorDefinition<?> step) {
    return step instanceof LogDefinition
        || step instanceof ToDefinition to && to.getEndpointUri().matches(TABLE);
  }

  private static List<?> all(List<Fetched> pages) {
    List<Object> all = new ArrayList<>();
    pages.forEach(page -> all.addAll(page.records()));
    return all;
  }

  /** The pages of something that was fetched, or itself. */
  public static List<Fetched> of(Fetched fetched) {
    return fetched instanceof PagesTogether together ? together.pages() : List.of(fetched);
  }

  private Fetched first() {
    return pages.get(0);
  }

  private Fetched last() {
    return pages.get(pages.size() - 1);
  }

  @Override
  public Optional<String> position() {
    return first().position();
  }

  @Override
  public boolean hasNext() {
    return last().hasNext();
  }

  @Override
  public long responses() {
    return pages.stream().mapToLong(Fetched::responses).sum();
  }

  @Override
  public long bytes() {
    return pages.stream().mapToLong(Fetched::bytes).sum();
  }

  @Override
  public String described() {
    return "%d pages, %s to %s".formatted(pages.size(), first().described(), last().described());
  }
}
