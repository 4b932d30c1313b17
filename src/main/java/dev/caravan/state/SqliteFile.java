package dev.caravan.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * How Caravan opens a SQLite file: made with rights for its owner only, never on a network share,
 * and with the settings under which a commit survives a lost process and a lost power. Settings in
 * the URL are stronger.
 *
 * @see <a href="https://www.sqlite.org/wal.html">Write-Ahead Logging</a>
 */
final class SqliteFile {
  private static final String SCHEME = "jdbc:sqlite:";
  private static final int ATTEMPTS = 100;

  private static final Map<String, String> SETTINGS =
      Map.of(
          // Readers, such as status in another process, go on while this one writes.
          "journal_mode", "WAL",
          // Synced at each commit; NORMAL would lose the latest pages with the power.
          "synchronous", "FULL",
          // A transaction that reads first and writes then would fail when another wrote meanwhile.
          "transaction_mode", "IMMEDIATE",
          // For the writers of other processes, in ms; those of this one wait in FairDataSource.
          "busy_timeout", "60000");

  /**
   * Types of file systems, as Linux, macOS and Windows call them, that do not keep SQLite's locks.
   */
  private static final Set<String> SHARES =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "afpfs",
          "ncpfs",
          "afs",
          "webdav",
          "fuse.sshfs");

  private SqliteFile() {}

  static boolean isMeantBy(String url) {
    return url != null && url.startsWith(SCHEME);
  }

  /**
   * Prepares the file and the pool.
   *
   * @throws IOException when the file cannot be made, or lies where it must not
   */
  static void prepare(HikariConfig pool) throws IOException {
    Optional<Path> file = file(pool.getJdbcUrl());
    if (file.isPresent()) {
      create(file.get());
      refuseShare(file.get());
    }
    SETTINGS.forEach(
        (name, value) -> {
          if (!pool.getJdbcUrl().matches(".*[?&]" + name + "=.*")) {
            pool.addDataSourceProperty(name, value);
          }
        });
    // One connection is the turn to write. It lasts, as a database in memory goes with it.
    pool.setMaximumPoolSize(1);
    pool.setIdleTimeout(0);
    pool.setMaxLifetime(0);
    pool.setUsername(null);
    pool.setPassword(null);
  }

  /**
   * Opens the pool. Of two that find a new file at once, SQLite refuses one the switch to WAL
   * without waiting for {@code busy_timeout}, since they could wait for each other; that one tries
   * again.
   */
  static HikariDataSource open(HikariConfig pool) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      HikariDataSource candidate = null;
      try {
        candidate = new HikariDataSource(pool);
        candidate.getConnection().close();
        return candidate;
      } catch (SQLException | RuntimeException e) {
        if (candidate != null) {
          candidate.close();
        }
        if (attempt == ATTEMPTS || !SqliteErrors.isBusy(e)) {
          throw e;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000));
      }
    }
  }

  /**
   * Connections whose transactions wait for no writer, as long as they only read. Those of the pool
   * take the turn to write when they begin, so a second process would wait for the page that this
   * one writes.
   */
  static DataSource reading(HikariConfig pool) {
    DriverManagerDataSource source = new DriverManagerDataSource(pool.getJdbcUrl());
    Properties settings = new Properties();
    settings.putAll(pool.getDataSourceProperties());
    settings.setProperty("transaction_mode", "DEFERRED");
    source.setConnectionProperties(settings);
    return source;
  }

  /** Where the notes are beside the database of a connection; in memory when that one is. */
  static String notesUrl(Connection connection) throws SQLException {
    String main = "select file from pragma_database_list where name = 'main'";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(main)) {
      String file = row.next() ? row.getString(1) : "";
      return SCHEME + (file == null || file.isEmpty() ? ":memory:" : file + "-notes");
    }
  }

  /** Opens the file of notes, which can be written while a page writes into the database. */
  static HikariDataSource openNotes(String url) throws IOException, SQLException {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("caravan-notes");
    pool.setJdbcUrl(url);
    prepare(pool);
    return open(pool);
  }

  /** The file of a URL; empty for a database in memory. */
  static Optional<Path> file(String url) {
    String name = url.substring(SCHEME.length()).replaceFirst("\\?.*", "");
    String path = name.startsWith("file:") ? name.substring("file:".length()) : name;
    return path.isEmpty() || path.startsWith(":")
        ? Optional.empty()
        : Optional.of(Path.of(path).toAbsolutePath());
  }

  /** SQLite gives its -wal and -shm files the rights of the file itself. */
  private static void create(Path file) throws IOException {
    Path known = file.getParent();
    while (!Files.exists(known)) {
      known = known.getParent();
    }
    if (!known.equals(file.getParent())) {
      Files.createDirectories(file.getParent(), rights(file, "rwx------"));
    }
    try {
      Files.createFile(file, rights(file, "rw-------"));
      for (Path each = file.getParent(); !each.equals(known); each = each.getParent()) {
        sync(each);
      }
      sync(known);
    } catch (FileAlreadyExistsException there) {
      // Its rights are its owner's choice.
    }
  }

  /** A new name stands in its directory, which has to outlast a lost power, too. */
  private static void sync(Path directory) {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException none) {
      // Windows opens no directories, and keeps names by itself.
    }
  }

  private static FileAttribute<?>[] rights(Path file, String rights) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  private static void refuseShare(Path file) throws IOException {
    String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
    if (isShare(type)) {
      throw new IOException(
          file
              + " lies on a network share ("
              + type
              + "), where SQLite cannot lock a file reliably; name a file on a disk of this machine"
              + " in caravan.datasource.url, or a PostgreSQL");
    }
  }

  static boolean isShare(String fileSystem) {
    return SHARES.contains(fileSystem);
  }
}
