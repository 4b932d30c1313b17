package dev.caravan.cli.progress;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs each stream once to its end, or some of them. */
public final class OnceRun {
  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  private final CommonOptions options;
  private final Map<String, String> overrides = new HashMap<>();
  private final List<String> wanted;
  private final List<String> moreRoutes = new ArrayList<>();

  public OnceRun(CommonOptions options, List<String> wanted) {
    this(options, wanted, Map.of());
  }

  public OnceRun(CommonOptions options, List<String> wanted, Map<String, String> overrides) {
    this.options = options;
    this.wanted = wanted;
    this.overrides.putAll(overrides);
    overrides(wanted).forEach(this.overrides::putIfAbsent);
  }

  /** With routes beside those of the user, as Camel names resources. */
  public OnceRun with(List<String> routes) {
    moreRoutes.addAll(routes);
    return this;
  }

  /** The settings under which each stream, or some of them, run once and nothing else does. */
  public static Map<String, String> overrides(List<String> wanted) {
    return Map.of(
        "caravan.once",
        "true",
        "caravan.streams",
        String.join(",", wanted),
        "camel.management.enabled",
        "false",
        // Work on events has no end to wait for.
        "camel.main.routeFilterExcludePattern",
        "kamelet:caravan-worker*");
  }

  /** Returns 0 when all succeeded, 1 when one did not. */
  public int call() throws Exception {
    return call(engine -> {});
  }

  /** The same, with something to do before the engine stops. */
  public int call(Consumer<Engine> afterwards) throws Exception {
    try (Engine engine = Engine.withRoutes(options, overrides, moreRoutes)) {
      engine.stopWithTheProcess();
      List<RunOutcome> outcomes = outcomes(engine);
      afterwards.accept(engine);
      return outcomes.stream().allMatch(RunOutcome::isSuccess) ? 0 : Problem.FAILED;
    }
  }

  private List<RunOutcome> outcomes(Engine engine) throws InterruptedException {
    try (Onlooker onlooker = Onlooker.of(engine)) {
      engine.start();
      onlooker.begin();
      return await(engine, wanted.isEmpty() ? engine.streams() : wanted);
    }
  }

  /** Waits for each stream; ends early when the process is told to stop. */
  public static List<RunOutcome> await(Engine engine, List<String> streams)
      throws InterruptedException {
    Schedule schedule = engine.bean("caravanSchedule", Schedule.class);
    List<RunOutcome> outcomes = new ArrayList<>();
    for (String stream : streams) {
      while (outcomes.stream().noneMatch(outcome -> outcome.stream().equals(stream))
          && !engine.isStopped()) {
        schedule.await(stream, LOOK_UP).ifPresent(outcomes::add);
      }
    }
    return outcomes;
  }
}
