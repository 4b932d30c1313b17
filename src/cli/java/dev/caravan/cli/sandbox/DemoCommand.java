package dev.caravan.cli.sandbox;

import dev.caravan.cli.launch.UserFiles;
import dev.caravan.cli.log.BrokerLog;
import dev.caravan.cli.progress.OnceRun;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.sandbox.PaymentWebhooks;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.broker.KafkaBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: the user's routes against the sandbox API, once, with a summary at the end. */
@Command(
    name = "demo",
    description =
        "Starts the sandbox API and a Kafka broker, runs the routes against them into a SQLite file,"
            + " and sums up.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final String DATABASE = "jdbc:sqlite:./data/demo.db";
  private static final Path KAFKA = Path.of("data", "demo-kafka");

  @Mixin private CommonOptions options = new CommonOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    BrokerLog.quiet();
    SandboxOptions sandboxOptions = SandboxOptions.demo();
    try (Sandbox sandbox = Sandbox.start(sandboxOptions);
        KafkaBroker broker = KafkaBroker.start(KAFKA, 0)) {
      Map<String, String> overrides = settings(sandbox, sandboxOptions.token(), broker);
      Optional<PaymentWebhooks.Result> events =
          UserFiles.of(options).receiveWebhooks()
              ? Optional.of(new DemoEvents(options, overrides).tell(sandbox))
              : Optional.empty();
      DemoSummary summary = new DemoSummary(sandbox.traffic(), events, spec.commandLine().getOut());
      return new OnceRun(options, List.of(), overrides)
          .with(DemoLake.routes(UserFiles.of(options)))
          .call(summary::print);
    }
  }

  private Map<String, String> settings(Sandbox sandbox, String token, KafkaBroker broker) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "shop.url",
                sandbox.url(),
                "shop.token",
                token,
                "kafka.brokers",
                broker.brokers(),
                "payments.secret",
                DemoEvents.SECRET,
                "caravan.datasource.url",
                DATABASE,
                "caravan.datasource.username",
                "",
                "caravan.datasource.password",
                ""));
    settings.putAll(options.overrides());
    return settings;
  }
}
