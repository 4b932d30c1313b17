package dev.caravan.sandbox.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker of one node in this JVM, for the demo and for tests: KRaft, loopback only,
 * its log in a directory. It may be stopped and started again; it then comes back on the same port
 * with all of its records, like a broker that was restarted.
 *
 * <p>One thread at a time starts and stops it.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private final Map<String, String> more;
  private KafkaRaftServer server;

  private KafkaBroker(Path directory, int port, int controllerPort, Map<String, String> more) {
    this.directory = directory;
    this.port = port;
    this.controllerPort = controllerPort;
    this.more = more;
  }

  /**
   * Starts a broker.
   *
   * @param directory where its log is or will be; created when absent
   * @param port where it listens; 0 for any free port
   * @throws IOException when the directory cannot be written or the port is taken
   */
  public static KafkaBroker start(Path directory, int port) throws IOException {
    return start(directory, port, Map.of());
  }

  /**
   * Starts a broker with settings of Kafka besides its own, such as who may do what.
   *
   * @param more by Kafka's names, stronger than its own
   */
  public static KafkaBroker start(Path directory, int port, Map<String, String> more)
      throws IOException {
    KafkaBroker broker = stopped(directory, port, more);
    broker.format();
    broker.start();
    return broker;
  }

  /** Both ports are held until both are known; else they could be one. */
  private static KafkaBroker stopped(Path directory, int port, Map<String, String> more)
      throws IOException {
    try (ServerSocket clients = hold(port);
        ServerSocket controller = hold(0)) {
      return new KafkaBroker(directory, clients.getLocalPort(), controller.getLocalPort(), more);
    }
  }

  /** The bootstrap address, {@code host:port}. */
  public String brokers() {
    return HOST + ":" + port;
  }

  /** Starts it again after {@link #close()}, on the same port and log. */
  public void start() {
    if (server == null) {
      Map<String, Object> all = new HashMap<>(settings());
      all.putAll(more);
      server = new KafkaRaftServer(new KafkaConfig(all), Time.SYSTEM);
      server.startup();
    }
  }

  /** Stops it; clients see a broker that is away. */
  @Override
  public void close() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  private Map<String, Object> settings() {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@" + HOST + ":" + controllerPort),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry(
            "listeners",
            "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d".formatted(HOST, port, controllerPort)),
        Map.entry("advertised.listeners", "PLAINTEXT://" + brokers()),
        Map.entry("log.dirs", directory.toString()),
        Map.entry("num.partitions", "6"),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        // A group of one member need not wait for others to join.
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("controlled.shutdown.enable", "false"),
        // How long a broker that was killed blocks its own return.
        Map.entry("broker.heartbeat.interval.ms", "500"),
        Map.entry("broker.session.timeout.ms", "6000"));
  }

  /** Gives a new directory the identity that a broker asks for before it starts. */
  private void format() throws IOException {
    Path identity = directory.resolve("meta.properties");
    if (Files.notExists(identity)) {
      Files.createDirectories(directory);
      Files.write(
          identity,
          List.of(
              "version=1",
              "cluster.id=" + Uuid.randomUuid(),
              "node.id=1",
              "directory.id=" + Uuid.randomUuid()));
    }
  }

  /** Asked first, since a broker that cannot listen ends the process. */
  private static ServerSocket hold(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getByName(HOST));
    } catch (BindException e) {
      throw new IOException("port " + port + " on " + HOST + " is taken", e);
    }
  }
}
