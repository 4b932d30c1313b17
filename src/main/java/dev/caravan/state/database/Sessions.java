package dev.caravan.state.database;

import com.zaxxer.hikari.HikariConfig;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The sessions of one process at a server, marked so that another process finds them. A process
 * that stands still within a transaction keeps its rows locked for as long as the server knows no
 * better; whoever takes over its work ends them. The same user may do so without further rights.
 */
public final class Sessions {
  private static final int LONGEST_NAME = 24;

  /** Ended by an administrator in PostgreSQL and in MariaDB, and the connection that is gone. */
  private static final Set<String> ENDED = Set.of("57P01", "70100");

  private static final String CONNECTION = "08";

  private final Database database;
  private final String mark;

  Sessions(Database database, String mark) {
    this.database = database;
    this.mark = mark;
  }

  /** What they are marked by; empty when they are a hub's. */
  public String mark() {
    return mark;
  }

  /**
   * Ends the sessions of another process that is taken for dead. Their transactions are rolled
   * back.
   */
  public void endThose(String marked) {
    if (!marked.isEmpty() && !marked.equals(mark)) {
      end(database.oneByOne(), database.kind(), marked);
    }
  }

  /** A mark that no other process has. */
  static String newMark() {
    return UUID.randomUUID().toString();
  }

  /**
   * Marks what a pool will open: in PostgreSQL after the name of the application, in MariaDB, which
   * shows no name, by a lock that is as long-lived as its session, where the server has such.
   */
  static void mark(HikariConfig pool, String mark) {
    if (MariaDbSession.isMeantBy(pool.getJdbcUrl())) {
      pool.setConnectionInitSql(
          "begin not atomic declare continue handler for sqlexception set @caravan_session = null;"
              + " set @caravan_session = get_lock(concat('%s ', connection_id()), 0); end"
                  .formatted(mark));
    } else if (pool.getJdbcUrl().startsWith("jdbc:postgresql:")) {
      pool.setConnectionInitSql(
          "select set_config('application_name',"
              + " left(current_setting('application_name'), %d) || ' %s', false)"
                  .formatted(LONGEST_NAME, mark));
    }
  }

  private static void end(JdbcTemplate jdbc, DatabaseKind kind, String mark) {
    if (kind == DatabaseKind.POSTGRESQL) {
      jdbc.queryForList(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name like ?"
              + " and datname = current_database() and usename = current_user"
              + " and pid <> pg_backend_pid()",
          "% " + mark);
    } else if (kind == DatabaseKind.MARIADB) {
      List<Long> ids =
          jdbc.queryForList(
              "select id from information_schema.processlist where id <> connection_id()"
                  + " and is_used_lock(concat(?, ' ', id)) = id",
              Long.class,
              mark);
      ids.forEach(id -> kill(jdbc, id));
    }
  }

  /** Whether a failure is what a process gets to see whose session was ended. */
  public static boolean areEnded(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (ENDED.contains(state) || state.startsWith(CONNECTION));
  }

  private static void kill(JdbcTemplate jdbc, long id) {
    try {
      jdbc.execute("kill connection " + id);
    } catch (DataAccessException e) {
      // It ended by itself meanwhile.
      return;
    }
  }
}
