package dev.caravan.cli.launch;

import dev.caravan.cli.settings.Version;
import dev.caravan.run.Schedule;
import dev.caravan.state.database.Database;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;
import org.slf4j.LoggerFactory;

/** What a process says once when it has started: what it is, and everything that it does. */
final class StartLine extends MainListenerSupport {
  private static final String PULL = "caravan-(?:pull|pull-children|replay)";

  private final Main main;

  StartLine(Main main) {
    this.main = main;
  }

  @Override
  public void afterStart(BaseMainSupport ignored) {
    LoggerFactory.getLogger(StartLine.class).info(text());
  }

  private String text() {
    Database database =
        context().getRegistry().lookupByNameAndType("caravanDatabase", Database.class);
    return Stream.of(
            Optional.of("caravan " + Version.text() + " has started"),
            Optional.of("database " + database.name()),
            webhooks(),
            management(),
            list("streams", PULL, StartLine::schedule),
            list("workers", "caravan-worker", from -> parameter(from, "topic")))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("; "));
  }

  private Optional<String> webhooks() {
    HttpServerConfigurationProperties server = main.configure().httpServer();
    return server.isEnabled()
        ? list("sources", "caravan-webhook", from -> parameter(from, "source"))
            .map(
                sources ->
                    "webhooks at " + server.getHost() + ":" + server.getPort() + ", " + sources)
        : Optional.empty();
  }

  private Optional<String> management() {
    HttpManagementServerConfigurationProperties server = main.configure().httpManagementServer();
    return server.isEnabled()
        ? Optional.of("metrics and health at " + server.getHost() + ":" + server.getPort())
        : Optional.empty();
  }

  /** What is due when: each at the start, unless its checkpoint says that it is parked. */
  private static String schedule(FromDefinition from) {
    String every = parameter(from, "every");
    return every.isEmpty()
        ? "due now"
        : every.startsWith("cron") ? "due at " + every : "due now and every " + every;
  }

  private Optional<String> list(String what, String kamelet, Says says) {
    List<RouteDefinition> routes =
        ((ModelCamelContext) context())
            .getRouteDefinitions().stream()
                .filter(route -> uri(route).matches("kamelet:(//)?" + kamelet + "([/?].*)?"))
                .filter(route -> !kamelet.equals(PULL) || runs(route.getRouteId()))
                .toList();
    return routes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            routes.stream()
                .map(route -> route.getRouteId() + " (" + says.of(route.getInput()) + ")")
                .collect(Collectors.joining(", ", what + " ", "")));
  }

  private boolean runs(String stream) {
    return context()
        .getRegistry()
        .lookupByNameAndType("caravanSchedule", Schedule.class)
        .runs(stream);
  }

  private interface Says {
    String of(FromDefinition from);
  }

  private static String uri(RouteDefinition route) {
    return Optional.ofNullable(route.getInput()).map(FromDefinition::getEndpointUri).orElse("");
  }

  /** From the address, into which Camel has put what YAML says. */
  private static String parameter(FromDefinition from, String name) {
    Map<String, Object> parameters;
    try {
      parameters = URISupport.parseQuery(query(from.getEndpointUri()));
    } catch (URISyntaxException e) {
      return "";
    }
    return String.valueOf(parameters.getOrDefault(name, "")).replaceAll("^RAW[({](.*)[)}]$", "$1");
  }

  private static String query(String uri) {
    return uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : "";
  }

  private CamelContext context() {
    return main.getCamelContext();
  }
}
