package dev.caravan.state.database;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** Makes Caravan's own tables, or changes them to what this version needs. */
final class Migrations {
  private Migrations() {}

  /**
   * Migrates, when there is something to do. Another process may do it at the same time; then this
   * one goes on from what that one did.
   *
   * @param look connections to see that by, which wait for no writer
   */
  static void run(DataSource dataSource, DataSource look, DatabaseKind kind) {
    if (areDone(flyway(look, kind).info())) {
      return;
    }
    Flyway flyway = flyway(dataSource, kind);
    for (int done = -1; ; ) {
      try {
        flyway.migrate();
        return;
      } catch (FlywayException e) {
        int before = done;
        done = flyway.info().applied().length;
        if (done == before) {
          throw e;
        }
      }
    }
  }

  private static Flyway flyway(DataSource dataSource, DatabaseKind kind) {
    // With a history of its own: a hub's Flyway in the same schema and this one see nothing of each
    // other. By the loader of this class, since a hub's threads may have any.
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(dataSource)
        .locations("classpath:caravan/db", kind.migrations())
        .table("caravan_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  private static boolean areDone(MigrationInfoService scripts) {
    return scripts.applied().length > 0
        && Arrays.stream(scripts.all()).allMatch(Migrations::isDone);
  }

  private static boolean isDone(MigrationInfo script) {
    return script.getState() == MigrationState.BASELINE
        || script.getState() == MigrationState.SUCCESS && script.isChecksumMatching();
  }
}
