package dev.caravan.cli;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.progress.OnceRun;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.slices.SlicedStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.support.LifecycleStrategySupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backfill}: reads a span of a stream, beside the runs of that stream. */
@Command(
    name = "backfill",
    description =
        "Reads a span of a caravan-pull stream in its slices, also while the stream runs in another"
            + " process. The same command goes on where it was stopped.",
    mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "STREAM", description = "The stream, which has slice.")
  private String stream;

  @Option(
      names = "--from",
      paramLabel = "MARK",
      required = true,
      description = "Where it begins: a mark as watermarkInitial is written, or an ISO date.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "MARK",
      required = true,
      description = "Where it ends: the first mark that is not read.")
  private String to;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    String name = stream + SlicedStream.BACKFILL;
    Map<String, String> overrides = new HashMap<>(OnceRun.overrides(List.of(name)));
    overrides.put("caravan.backfill.stream", stream);
    overrides.put("caravan.backfill.from", from);
    overrides.put("caravan.backfill.to", to);
    try (Engine engine = Engine.withRoutes(options, overrides).with(new Check(stream))) {
      engine.stopWithTheProcess();
      engine.start();
      List<RunOutcome> outcomes = OnceRun.await(engine, List.of(name));
      outcomes.stream()
          .filter(outcome -> outcome.state() != RunState.COMPLETE)
          .forEach(
              outcome ->
                  spec.commandLine()
                      .getErr()
                      .printf(
                          "backfill of %s is %s; the same command goes on%n",
                          stream, outcome.state().text()));
      return !outcomes.isEmpty() && outcomes.stream().allMatch(RunOutcome::isSuccess)
          ? 0
          : Problem.FAILED;
    }
  }

  /** Before anything runs: a backfill reads what may be older than what is there. */
  private static final class Check extends MainListenerSupport {
    private final String stream;

    Check(String stream) {
      this.stream = stream;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
      main.getCamelContext()
          .addLifecycleStrategy(
              new LifecycleStrategySupport() {
                @Override
                public void onContextInitializing(CamelContext context) {
                  RouteDefinition route =
                      context
                          .getCamelContextExtension()
                          .getContextPlugin(Model.class)
                          .getRouteDefinition(stream);
                  if (route != null) {
                    check(route);
                  }
                }
              });
    }

    private void check(RouteDefinition route) {
      if (!route.getInput().getEndpointUri().matches("kamelet:(//)?caravan-pull([/?].*)?")) {
        throw new ConfigurationException(
            "backfill is for streams of caravan-pull, which " + stream + " is not");
      }
      ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class).stream()
          .map(ToDefinition::getEndpointUri)
          .filter(uri -> uri.matches("kamelet:(//)?caravan-upsert([/?].*)?"))
          .filter(uri -> !uri.matches(".*[?&]version=.*"))
          .findFirst()
          .ifPresent(
              any -> {
                throw new ConfigurationException(
                    "a backfill of "
                        + stream
                        + " needs a version in its caravan-upsert: what it reads may be older than"
                        + " what the stream loads meanwhile, and would replace it");
              });
    }
  }
}
