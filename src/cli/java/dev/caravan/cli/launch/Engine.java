package dev.caravan.cli.launch;

import dev.caravan.cli.log.LogSecrets;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Objections;
import dev.caravan.config.OwnRoutes;
import dev.caravan.config.SecretKeeper;
import dev.caravan.kafka.KafkaClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListener;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.StringHelper;

/** Caravan's routes and the user's in a standalone Camel. */
public final class Engine implements AutoCloseable {
  private static final String OWN_ROUTES = String.join(",", OwnRoutes.BROUGHT);
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("camel.main.name", "caravan"),
          Map.entry("caravan.datasource.default-url", "jdbc:sqlite:./data/caravan.db"),
          Map.entry("camel.main.shutdownTimeout", "4"),
          Map.entry("camel.main.autoConfigurationLogSummary", "false"),
          Map.entry("camel.server.host", "127.0.0.1"),
          Map.entry("camel.server.port", "8080"),
          Map.entry("camel.management.port", "8081"),
          Map.entry("camel.management.host", "127.0.0.1"),
          Map.entry("camel.management.healthCheckEnabled", "true"),
          Map.entry("camel.management.metricsEnabled", "true"),
          Map.entry("camel.metrics.enabled", "true"),
          Map.entry(
              "camel.metrics.binders",
              "jvm-memory-metrics,jvm-gc-metrics,jvm-thread-metrics,processor-metrics,uptime-metrics,file-descriptor-metrics"),
          Map.entry("camel.health.enabled", "true"),
          Map.entry("camel.health.exposureLevel", "full"));

  private final Main main;

  private Engine(CommonOptions options, Map<String, String> overrides, String routes) {
    this(options, overrides, routes, Set.of());
  }

  /**
   * Nothing is started yet.
   *
   * @param without settings that are taken as not written
   */
  private Engine(
      CommonOptions options, Map<String, String> overrides, String routes, Set<String> without) {
    String placeholders = UserFiles.of(options).placeholders();
    main = new Main();
    main.addMainListener(hidingSecrets());
    main.addMainListener(new ChosenStreams(this::streams));
    main.setPropertyPlaceholderLocations(without.isEmpty() ? placeholders : "false");
    main.configure().withRoutesIncludePattern(routes);
    DEFAULTS.forEach(main::addInitialProperty);
    if (!without.isEmpty()) {
      set(UserFiles.of(options).settings(), without, main::addInitialProperty);
    }
    set(options.overrides(), without, main::addOverrideProperty);
    overrides.forEach(main::addOverrideProperty);
    if (Stream.of("camel.server.enabled", "camel.management.enabled")
        .anyMatch(server -> "true".equals(overrides.get(server)))) {
      HttpServers.guard(main);
      main.addMainListener(new StartLine(main));
    }
  }

  /** Everything: Caravan's routes and the files in the routes folder. */
  public static Engine withRoutes(CommonOptions options, Map<String, String> overrides) {
    return withRoutes(options, overrides, List.of());
  }

  /** The same and some more routes, as Camel names resources. */
  public static Engine withRoutes(
      CommonOptions options, Map<String, String> overrides, List<String> more) {
    UserFiles.of(options).requireRoutes();
    UserFiles.of(options).checkSettings(options.overrides(), Objections.STOP);
    return unchecked(options, overrides, more);
  }

  /** The same, whatever the settings are. */
  public static Engine unchecked(CommonOptions options, Map<String, String> overrides) {
    return unchecked(options, overrides, List.of());
  }

  private static Engine unchecked(
      CommonOptions options, Map<String, String> overrides, List<String> more) {
    List<String> routes = new ArrayList<>(List.of(OWN_ROUTES));
    routes.add("file:" + options.routes() + "/*.camel.yaml");
    routes.addAll(more);
    return new Engine(options, overrides, String.join(",", routes));
  }

  /**
   * Caravan's routes alone.
   *
   * @param without settings that are taken as not written
   */
  public static Engine ofOwnRoutes(
      CommonOptions options, Map<String, String> overrides, Set<String> without) {
    return new Engine(options, overrides, OWN_ROUTES, without);
  }

  /** Only what reads the database. */
  public static Engine withoutRoutes(CommonOptions options) {
    UserFiles.of(options).checkSettings(options.overrides(), Objections.STOP);
    return new Engine(options, Map.of(), "classpath:caravan/beans.camel.yaml");
  }

  /** Tells somebody of each step of the start. */
  public Engine with(MainListener listener) {
    main.addMainListener(listener);
    return this;
  }

  /** Starts and returns. */
  public void start() {
    explained(main::start);
  }

  /** Stops in good order when the process is told to stop; {@link #run} does so by itself. */
  public void stopWithTheProcess() {
    Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "caravan-stop"));
  }

  /** Starts and returns when the process is told to stop. */
  public void run() {
    explained(main::run);
  }

  @Override
  public void close() {
    main.stop();
  }

  public <T> T bean(String name, Class<T> type) {
    return context().getRegistry().lookupByNameAndType(name, type);
  }

  /** How to reach Kafka, as the routes do: {@code kafka.brokers}, and what Camel is told of it. */
  public Properties kafkaClient() {
    return kafkaClient(context().resolvePropertyPlaceholders("{{kafka.brokers}}"));
  }

  /** The same, with other brokers. */
  public Properties kafkaClient(String brokers) {
    return KafkaClient.of(context(), brokers);
  }

  /** The names of the streams, in the order of the route files. */
  public List<String> streams() {
    return ((ModelCamelContext) context())
        .getRouteDefinitions().stream()
            .filter(route -> isStream(route))
            .map(RouteDefinition::getRouteId)
            .toList();
  }

  /** Whether the process was told to stop. */
  public boolean isStopped() {
    return context().isStopping() || context().isStopped();
  }

  /** Camel names its own copies of kamelets in its errors; users know their routes. */
  private void explained(Start start) {
    try {
      start.start();
    } catch (Exception e) {
      throw new ConfigurationException(new UserRoutes(context()).name(Problem.describe(e)), e);
    }
  }

  private static void set(
      Map<String, String> settings, Set<String> without, BiConsumer<String, String> into) {
    settings.entrySet().stream()
        .filter(setting -> !without.contains(setting.getKey()))
        .forEach(setting -> into.accept(setting.getKey(), setting.getValue()));
  }

  private interface Start {
    public void start() throws Exception;
  }

  /** The context, which is there once it has started or failed to. */
  public CamelContext context() {
    return main.getCamelContext();
  }

  /** As soon as the beans are there, and before anything is done with them. */
  private static MainListener hidingSecrets() {
    return new MainListenerSupport() {
      @Override
      public void beforeStart(BaseMainSupport main) {
        LogSecrets.hide(main.getCamelContext().getRegistry().findByType(SecretKeeper.class));
      }
    };
  }

  private static boolean isStream(RouteDefinition route) {
    String uri = Optional.ofNullable(route.getInput()).map(in -> in.getEndpointUri()).orElse("");
    return StringHelper.before(uri, "?", uri)
        .matches("kamelet:(//)?caravan-(pull(-children)?|replay)(/.*)?");
  }
}
