package dev.caravan.cli.plan;

import dev.caravan.api.Api;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Counted;
import dev.caravan.pull.FirstPage;
import dev.caravan.pull.Stream;
import dev.caravan.pull.Streams;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan}: how many requests the streams take, and whether their APIs allow them. */
@Command(
    name = "plan",
    description =
        "Says how many requests and how much time the caravan-pull streams take, and whether they"
            + " fit the quotas of their APIs; asks for a first page of each, and of an API's first"
            + " twice.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  private static final Map<String, String> AT_REST =
      Map.of(
          "camel.main.autoStartup", "false",
          "camel.server.enabled", "false",
          "camel.management.enabled", "false",
          "caravan.once", "true");

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(
      paramLabel = "STREAM",
      arity = "0..1",
      description = "Only this stream; the others count in its API's sum all the same.")
  private Optional<String> only = Optional.empty();

  @Option(names = "--offline", description = "Asks no API; only past runs are looked at.")
  private boolean offline;

  @Spec private CommandSpec spec;

  /** By API, how long its very first answer here took, and how long others do. */
  private final Map<String, Duration> cold = new HashMap<>();

  private final Map<String, Duration> warm = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    try (Engine engine = Engine.withRoutes(options, AT_REST)) {
      engine.start();
      Streams streams = engine.bean("caravanStreams", Streams.class);
      requireKnown(engine, streams);
      Map<String, List<StreamPlan>> byApi = new LinkedHashMap<>();
      for (String name : streams.names()) {
        Stream stream = streams.find(name).orElseThrow();
        byApi.computeIfAbsent(stream.apiName(), any -> new ArrayList<>()).add(plan(stream, engine));
      }
      PrintWriter out = spec.commandLine().getOut();
      PlanReport report = new PlanReport(out, only);
      List<ApiPlan> plans = new ArrayList<>();
      byApi.forEach((api, list) -> plans.add(new ApiPlan(api, engine.bean(api, Api.class), list)));
      plans.forEach(report::print);
      others(engine, streams).ifPresent(out::println);
      out.flush();
      return plans.stream().allMatch(ApiPlan::fits) ? 0 : Problem.FAILED;
    }
  }

  private void requireKnown(Engine engine, Streams streams) {
    if (only.isPresent() && !streams.names().contains(only.get())) {
      throw new ConfigurationException(
          "there is no caravan-pull stream %s; there are %s"
              .formatted(only.get(), streams.names()));
    }
  }

  private StreamPlan plan(Stream stream, Engine engine) throws Exception {
    PastRuns past = new PastRuns(engine.bean("caravanDatabase", Database.class), stream.name());
    Optional<FirstPage> first = offline ? Optional.empty() : Optional.of(ask(stream, engine));
    Optional<Long> told =
        first.flatMap(
            page ->
                page.total()
                    .filter(any -> page.records().orElse(0) > 0)
                    .map(total -> pages(total, page.records().orElseThrow(), stream))
                    .map(pages -> Math.max(pages, stream.leastRequests(Instant.now()))));
    Duration answer =
        past.aPage().orElseGet(() -> warm.getOrDefault(stream.apiName(), Duration.ZERO));
    Duration begin = past.aPage().orElseGet(() -> cold.getOrDefault(stream.apiName(), answer));
    Optional<Double> scan =
        past.requests().or(() -> told.map(Long::doubleValue)).or(() -> onePage(first));
    return new StreamPlan(
        stream.name(),
        stream.apiName(),
        stream.every(),
        stream.every().mean(Instant.now()),
        scan,
        // A run of everything knows better than a total what the end of a scan takes.
        past.most().filter(most -> told.isEmpty() || most > told.get()).or(() -> told),
        new LoadTime(
            stream.api().gate().quota(),
            stream.api().rate(),
            begin,
            answer.dividedBy(stream.parallel())),
        past.count() > 0
            ? Counted.of(past.count(), "run")
            : told.isPresent() ? "its total" : "unknown");
  }

  /** A stream of which nobody knows more asks at least once. */
  private static Optional<Double> onePage(Optional<FirstPage> first) {
    return first.filter(page -> page.failure().isEmpty()).map(any -> 1.0);
  }

  /** The first answer of an API takes longer than those to come, so it does not count. */
  private FirstPage ask(Stream stream, Engine engine) throws Exception {
    engine.context().getRouteController().startRoute("caravan-request");
    try (ProducerTemplate camel = engine.context().createProducerTemplate()) {
      FirstPage page = FirstPage.of(stream, camel, Clock.systemUTC());
      if (page.failure().isPresent()) {
        throw new ConfigurationException(
            "stream " + stream.name() + ": " + page.failure().get() + "; --offline asks no API");
      }
      if (!warm.containsKey(stream.apiName())) {
        cold.put(stream.apiName(), page.took());
        page = FirstPage.of(stream, camel, Clock.systemUTC());
      }
      warm.merge(stream.apiName(), page.took(), (a, b) -> a.compareTo(b) < 0 ? a : b);
      return page;
    }
  }

  /** Where pages have numbers a full last one does not show that it is the last. */
  private static long pages(long total, long size, Stream stream) {
    boolean oneMore = total % size == 0 && stream.end().isNumbered();
    return Math.max(1, (total + size - 1) / size + (oneMore ? 1 : 0));
  }

  private static Optional<String> others(Engine engine, Streams streams) {
    String names =
        engine.streams().stream()
            .filter(name -> !streams.names().contains(name))
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of("Not in these numbers: " + names + ", of other kinds.");
  }
}
