package dev.caravan.state.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * One connection that no page ever takes: another one to the server, or, since a SQLite file has
 * one writer, one to another file. Safe for any thread.
 */
final class Beside implements AutoCloseable {
  private final Duration patience;
  private final String notesUrl;
  private HikariDataSource notes;
  private DataSource connections;

  private Beside(DataSource connections, String notesUrl, Duration patience) {
    this.connections = connections;
    this.notesUrl = notesUrl;
    this.patience = patience;
  }

  static Beside server(DataSource pool, Duration patience) {
    // Wrapped, since for Spring it would be the pages' own pool.
    return new Beside(new DelegatingDataSource(turns(pool, patience)), "", patience);
  }

  static Beside file(String notesUrl, Duration patience) {
    return new Beside(null, notesUrl, patience);
  }

  /** Its connections, one at a time; a file is opened when it is first asked for. */
  synchronized DataSource connections() throws IOException, SQLException {
    if (connections == null) {
      notes = SqliteFile.openNotes(notesUrl);
      connections = turns(notes, patience);
    }
    return connections;
  }

  @Override
  public synchronized void close() {
    if (notes != null) {
      notes.close();
    }
  }

  private static DataSource turns(DataSource pool, Duration patience) {
    return new FairDataSource(pool, new Turns(1, patience));
  }
}
