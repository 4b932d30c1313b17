package dev.caravan.crash;

import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker in a process of its own, which can be killed and comes back with its log. */
final class BrokerProcess {
  private static final String READY = "broker is ready";

  private final Processes processes;
  private final int port;
  private Child child;

  private BrokerProcess(Processes processes, int port) {
    this.processes = processes;
    this.port = port;
  }

  /** Starts one and waits until it answers. */
  static BrokerProcess start(Processes processes) {
    BrokerProcess broker = new BrokerProcess(processes, Ports.free());
    broker.start();
    return broker;
  }

  String brokers() {
    return "127.0.0.1:" + port;
  }

  /** SIGKILL. */
  void kill() {
    child.kill();
  }

  /** Starts it again on the same port and log. */
  void start() {
    child =
        processes.start(
            new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerProcess.class.getName(),
                    processes.folder().resolve("kafka").toString(),
                    Integer.toString(port))));
    child.awaitLine(READY);
  }

  public static void main(String[] args) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println(READY);
      new CountDownLatch(1).await();
    }
  }
}
