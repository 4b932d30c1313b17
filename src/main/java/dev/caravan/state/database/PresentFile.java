package dev.caravan.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Hands out connections to a file as long as it is where it was opened. One that is deleted or
 * replaced takes writes all the same, which are gone with the process. Safe for any thread.
 */
final class PresentFile extends DelegatingDataSource {
  private final Path file;
  private final Object key;

  PresentFile(DataSource pool, Path file) throws IOException {
    super(pool);
    this.file = file;
    this.key = key();
  }

  @Override
  public Connection getConnection() throws SQLException {
    boolean same;
    try {
      same = key().equals(key);
    } catch (IOException gone) {
      same = false;
    }
    if (!same) {
      throw new SQLNonTransientConnectionException(
          file
              + " was deleted or replaced while it was open, so what is written would be lost;"
              + " bring it back, or start again with what is there now");
    }
    return super.getConnection();
  }

  private Object key() throws IOException {
    Object id = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return id == null ? file : id;
  }
}
