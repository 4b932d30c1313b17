package dev.caravan.cli.sandbox;

import dev.caravan.cli.log.BrokerLog;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.broker.TemporaryBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sandbox}: all that the routes need to try them, until the process is told to stop. */
@Command(
    name = "sandbox",
    description =
        "Starts the sandbox API, a small shop that limits its callers and fails at times, and a"
            + " Kafka broker; with --webhooks the shop tells of its payments.",
    mixinStandardHelpOptions = true)
public final class SandboxCommand implements Callable<Integer> {
  /** What webhooks are signed with unless the environment has another secret. */
  private static final String SECRET = "whsec_sandbox";

  private static final String SECRET_VARIABLE = "PAYMENTS_SECRET";

  /** Where routes/payments.camel.yaml keeps what it receives. */
  private static final String TOPIC = "webhook.payments";

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the API on 127.0.0.1, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port = 8055;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description =
          "Port of the Kafka broker on 127.0.0.1, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int kafkaPort = 9092;

  @Option(names = "--no-kafka", description = "Starts no Kafka broker.")
  private boolean noKafka;

  @Option(
      names = "--webhooks",
      paramLabel = "URL",
      arity = "0..1",
      fallbackValue = "http://localhost:8080/webhook/payments",
      description =
          "Sends webhooks of all payments there (default: ${FALLBACK-VALUE}), signed as Stripe does"
              + " with the secret in the variable PAYMENTS_SECRET, else with "
              + SECRET
              + ".")
  private URI receiver;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    BrokerLog.quiet();
    requireAddress();
    PrintWriter out = spec.commandLine().getOut();
    try (Sandbox sandbox = startApi()) {
      Optional<String> brokers = noKafka ? Optional.empty() : Optional.of(startBroker());
      hints(sandbox, brokers).print(out);
      if (receiver != null) {
        new SandboxWebhooks(receiver, ownSecret().orElse(SECRET), out).tell(sandbox.shop());
      }
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private SandboxHints hints(Sandbox sandbox, Optional<String> brokers) {
    return new SandboxHints(
        URI.create(sandbox.url()),
        SandboxOptions.demo().token(),
        brokers,
        Optional.ofNullable(receiver),
        ownSecret().isPresent() ? Optional.empty() : Optional.of(SECRET));
  }

  private Sandbox startApi() {
    try {
      return Sandbox.start(SandboxOptions.demo().withPort(port));
    } catch (UncheckedIOException e) {
      throw new ConfigurationException(
          e.getMessage() + ": " + e.getCause().getMessage() + "; --port takes another one", e);
    }
  }

  /** Starts a broker that ends with the process, and returns where it is. */
  private String startBroker() {
    try {
      TemporaryBroker broker = TemporaryBroker.start(kafkaPort);
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "caravan-broker-stop"));
      broker.createTopic(TOPIC);
      return broker.brokers();
    } catch (IOException e) {
      throw new ConfigurationException(
          "the Kafka broker cannot start: "
              + e.getMessage()
              + "; --kafka-port takes another port, 0 any free one, and --no-kafka starts none",
          e);
    }
  }

  private void requireAddress() {
    if (receiver != null
        && (receiver.getHost() == null
            || !String.valueOf(receiver.getScheme()).matches("https?"))) {
      throw new ConfigurationException(
          "--webhooks "
              + receiver
              + " is no address; it takes one such as http://localhost:8080/webhook/payments");
    }
  }

  private static Optional<String> ownSecret() {
    return Optional.ofNullable(System.getenv(SECRET_VARIABLE)).filter(value -> !value.isEmpty());
  }
}
