package dev.caravan.bench;

import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.TestKafka;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Webhooks per second of Caravan and of {@link BareReceiver}, in turn, each in a process of its
 * own, with the same load, body and broker; then the latency of both at half of each one's best, in
 * turn, so that what the machine, the broker and the load itself add shows in the bare one's.
 *
 * <p>Arguments: connections, seconds of each measurement, rounds.
 */
public final class WebhookBench {
  private static final String SECRET = "bench-secret";
  private static final Pattern PORT = Pattern.compile("port (\\d+)");
  private static final byte[] BODY =
      ("{\"id\":\"evt_1\",\"data\":\"" + "x".repeat(2000) + "\"}").getBytes(StandardCharsets.UTF_8);

  private final int connections;
  private final int seconds;

  private WebhookBench(int connections, int seconds) {
    this.connections = connections;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws Exception {
    WebhookBench bench = new WebhookBench(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    Path log = Files.createTempDirectory("caravan-bench-kafka");
    try (KafkaBroker broker = TestKafka.own(log)) {
      TestKafka.createTopic(broker.brokers(), "bench", 6);
      bench.measure(broker.brokers(), Integer.parseInt(args[2]));
    }
  }

  private void measure(String brokers, int rounds) throws Exception {
    Receiver bare = Receiver.start(BareReceiver.class, brokers, "bench", SECRET);
    Receiver caravan = Receiver.start(CaravanReceiver.class, brokers, "bench", SECRET);
    try {
      load(bare, 0);
      load(caravan, 0);
      List<Double> ratios = new ArrayList<>();
      double bestOfBare = 0;
      double bestOfCaravan = 0;
      for (int round = 1; round <= rounds; round++) {
        WebhookLoad.Result byHand = load(bare, 0);
        WebhookLoad.Result ours = load(caravan, 0);
        bestOfBare = Math.max(bestOfBare, byHand.perSecond());
        bestOfCaravan = Math.max(bestOfCaravan, ours.perSecond());
        ratios.add(ours.perSecond() / byHand.perSecond());
        System.out.printf(
            "round %d: bare %s, Caravan %s, ratio %.2f%n",
            round, text(byHand), text(ours), ours.perSecond() / byHand.perSecond());
      }
      double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      System.out.printf("median ratio %.2f of %d rounds%n", sorted[rounds / 2], rounds);
      for (int round = 1; round <= rounds; round++) {
        paced(round, "half of Caravan's best", bestOfCaravan / 2, bare, caravan);
        paced(round, "half of the bare best", bestOfBare / 2, bare, caravan);
      }
    } finally {
      bare.process().destroy();
      caravan.process().destroy();
    }
  }

  private void paced(int round, String name, double rate, Receiver bare, Receiver caravan)
      throws Exception {
    WebhookLoad.Result byHand = load(bare, rate);
    WebhookLoad.Result ours = load(caravan, rate);
    System.out.printf(
        "round %d at %s (%,.0f/s asked): bare %s, Caravan %s%n",
        round, name, rate, text(byHand), text(ours));
  }

  private WebhookLoad.Result load(Receiver receiver, double rate) throws Exception {
    try (WebhookLoad load =
        new WebhookLoad(receiver.port(), connections, BODY, "sha256=" + signature())) {
      return load.run(seconds, rate);
    }
  }

  private static String text(WebhookLoad.Result result) {
    return "%,.0f/s (p50 %.1f ms, p99 %.1f ms, %d refused)"
        .formatted(result.perSecond(), result.p50(), result.p99(), result.refused());
  }

  private static String signature() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(BODY));
  }

  /** A process that receives. */
  private record Receiver(Process process, int port) {
    static Receiver start(Class<?> main, String... args) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(
          System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
      command.add(
          "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
      command.addAll(List.of(args));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader lines = process.inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher port = PORT.matcher(line);
        if (port.matches()) {
          return new Receiver(process, Integer.parseInt(port.group(1)));
        }
      }
      throw new IllegalStateException(main.getSimpleName() + " did not start");
    }
  }
}
