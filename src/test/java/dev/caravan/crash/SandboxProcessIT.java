package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.Caravan;
import dev.caravan.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code ./caravan sandbox} in one terminal, and what it says to type into a second one. */
@Timeout(180)
class SandboxProcessIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String FORGED = "a request is not authentic: no signature fits";
  // A busy machine may take longer for the first event than its sender is made to wait.
  private static final String COLD = "Kafka does not take events: .* in metadata after .*";

  @RegisterExtension final Processes processes = new Processes();

  @Test
  void bringsAllThatTheShippedRoutesNeedAndLeavesNothingBehind() throws IOException {
    int receiver = Ports.free();
    String address = "http://127.0.0.1:" + receiver + "/webhook/payments";
    Child sandbox = sandbox("--port", "0", "--kafka-port", "0", "--webhooks", address);
    sandbox.awaitLine("Webhooks tell of all payments as soon as " + address);
    Installation caravan =
        Installation.onSqlite(processes)
            .of(shippedRoutes(), "shop.quota=20/2s", "shop.max-retry-wait=1m");
    Child run = caravan.start(secondTerminal(sandbox));

    sandbox.awaitLine(address + " took 1,037 events");
    run.awaitLines(5, "complete after");
    stops(run);
    stops(sandbox);

    assertThat(sandbox.log()).noneMatch(SandboxProcessIT::isComplaint);
    assertThat(run.log())
        .filteredOn(SandboxProcessIT::isComplaint)
        .allMatch(line -> line.matches(".* (" + FORGED + "|" + COLD + ")"));
    assertThat(caravan.rowsOfTable("items")).isEqualTo(2000);
    assertThat(caravan.rowsOfTable("orders")).isEqualTo(1000);
    assertThat(caravan.rowsOfTable("customers")).isEqualTo(300);
    assertThat(caravan.rowsOfTable("payments")).isEqualTo(1000);
    assertThat(temporary()).as("what the broker kept").isEmptyDirectory();
  }

  @Test
  void saysWhichPortIsTakenAndWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Child broker = sandbox("--port", "0", "--kafka-port", port);
      assertThat(broker.exitCode()).isEqualTo(2);
      assertThat(broker.log())
          .singleElement()
          .asString()
          .contains("port " + port + " on 127.0.0.1 is taken", "--kafka-port", "--no-kafka");

      Child api = sandbox("--port", port, "--no-kafka");
      assertThat(api.exitCode()).isEqualTo(2);
      assertThat(api.log()).singleElement().asString().contains("port " + port, "--port takes");
    }
    assertThat(temporary()).isEmptyDirectory();
  }

  @Test
  void withoutABrokerItSaysOnlyWhatWorksWithoutOne() {
    Child sandbox = sandbox("--port", "0", "--no-kafka");
    sandbox.awaitLine("No webhooks are sent");

    assertThat(sandbox.count("./caravan run --once")).isEqualTo(1);
    assertThat(sandbox.count("./caravan run")).isEqualTo(1);
    assertThat(sandbox.count("PAYMENTS_SECRET")).isZero();
    stops(sandbox);
  }

  private static void stops(Child child) {
    child.terminate();
    assertThat(child.endsWithin(SOON)).isTrue();
    assertThat(child.exitCode()).isEqualTo(143);
  }

  /** The verb that the sandbox names, with what it says to export. */
  private static String[] secondTerminal(Child sandbox) {
    List<String> verb = new ArrayList<>(words(sandbox, "./caravan run -D shop.url", "./caravan"));
    for (String variable : words(sandbox, "export ", "export")) {
      String property = variable.replace("SHOP_TOKEN", "shop.token");
      verb.add("-D");
      verb.add(property.replace("PAYMENTS_SECRET", "payments.secret"));
    }
    return verb.toArray(String[]::new);
  }

  private static List<String> words(Child sandbox, String line, String first) {
    String found =
        sandbox.log().stream()
            .map(String::strip)
            .filter(each -> each.startsWith(line))
            .findFirst()
            .orElseThrow();
    return List.of(found.substring(first.length()).strip().split(" "));
  }

  private Child sandbox(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("-Dlogback.configurationFile=logback.xml");
    command.add("-Djava.io.tmpdir=" + temporary());
    command.addAll(Installation.program());
    command.addAll(List.of(Caravan.class.getName(), "sandbox"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("PAYMENTS_SECRET");
    return processes.start(builder.directory(processes.folder().toFile()));
  }

  private Path temporary() {
    try {
      return Files.createDirectories(processes.folder().resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shippedRoutes() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      return files.sorted().map(SandboxProcessIT::text).collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isComplaint(String line) {
    return line.contains(" WARN ") || line.contains(" ERROR ");
  }
}
