package dev.caravan.state.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateResult;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Makes Caravan's own tables, or changes them to what this version needs. */
final class Migrations {
  private static final String HISTORY = "caravan_schema_history";

  private Migrations() {}

  /**
   * Migrates, when there is something to do. Another process may do it at the same time; then this
   * one goes on from what that one did.
   *
   * @param look connections to see that by, which wait for no writer
   */
  static void run(DataSource dataSource, DataSource look, DatabaseKind kind) {
    if (areDone(look, kind)) {
      return;
    }
    for (int done = -1; ; ) {
      try {
        migrate(dataSource, kind);
        return;
      } catch (FlywayException e) {
        int before = done;
        done = flyway(dataSource, kind).load().info().applied().length;
        if (done == before) {
          throw e;
        }
      }
    }
  }

  /**
   * By one connection, so that a script and its entry in the history are one transaction. Flyway
   * itself takes two with PostgreSQL, and a process that is killed between their commits leaves a
   * database that no later start can migrate.
   */
  private static void migrate(DataSource dataSource, DatabaseKind kind) {
    try (Connection connection = dataSource.getConnection()) {
      Flyway flyway = flyway(new SingleConnectionDataSource(connection, true), kind).load();
      if (kind.commitsWithChanges()) {
        // What a script did before it failed stays, and it can be run again.
        flyway.repair();
      }
      flyway.migrate();
    } catch (SQLException e) {
      throw new FlywayException(e);
    }
  }

  /** Why Caravan's own tables could not be made or changed; nothing is. */
  static Optional<String> obstacle(DataSource dataSource, DatabaseKind kind) {
    ValidateResult result =
        flyway(dataSource, kind)
            // They would be made, or are those of a later version.
            .ignoreMigrationPatterns("*:pending", "*:future")
            .load()
            .validateWithResult();
    return result.validationSuccessful
        ? Optional.empty()
        : Optional.of(
            "its tables are not those of this version of Caravan: "
                + result.getAllErrorMessages().strip());
  }

  private static FluentConfiguration flyway(DataSource dataSource, DatabaseKind kind) {
    // With a history of its own: a hub's Flyway in the same schema and this one see nothing of each
    // other. By the loader of this class, since a hub's threads may have any.
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(dataSource)
        .locations(kind.migrations())
        .table(HISTORY)
        .baselineOnMigrate(true)
        .baselineVersion("0");
  }

  private static boolean areDone(DataSource look, DatabaseKind kind) {
    Optional<AppliedScripts> scripts = AppliedScripts.of(kind, HISTORY);
    try {
      return scripts.isPresent()
          ? scripts.get().areAll(look)
          : areDone(flyway(look, kind).load().info());
    } catch (SQLException e) {
      throw new FlywayException(e);
    }
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
