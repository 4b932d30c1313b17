package dev.caravan.sandbox.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.util.FileSystemUtils;

/** A {@link KafkaBroker} that leaves nothing behind: its records go with it. */
public final class TemporaryBroker implements AutoCloseable {
  private final Path directory;
  private final KafkaBroker broker;

  private TemporaryBroker(Path directory, KafkaBroker broker) {
    this.directory = directory;
    this.broker = broker;
  }

  /**
   * Starts a broker with its log in the folder for temporary files.
   *
   * @param port where it listens; 0 for any free port
   * @throws IOException when the folder cannot be written or the port is taken
   */
  public static TemporaryBroker start(int port) throws IOException {
    Path directory = Files.createTempDirectory("caravan-kafka");
    try {
      return new TemporaryBroker(directory, KafkaBroker.start(directory, port));
    } catch (IOException | RuntimeException e) {
      FileSystemUtils.deleteRecursively(directory);
      throw e;
    }
  }

  /** The bootstrap address, {@code host:port}. */
  public String brokers() {
    return broker.brokers();
  }

  /**
   * Creates a topic, so that nobody who uses it first has to wait for it.
   *
   * @throws IOException when the broker does not create it
   */
  public void createTopic(String name) throws IOException {
    NewTopic topic = new NewTopic(name, Optional.empty(), Optional.empty());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while topic " + name + " was created", e);
    } catch (ExecutionException e) {
      throw new IOException("cannot create topic " + name + ": " + e.getMessage(), e);
    }
  }

  /** Stops it and deletes its log. */
  @Override
  public void close() {
    broker.close();
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
