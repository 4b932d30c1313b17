package dev.caravan.upsert.table;

import dev.caravan.quarantine.Origin;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.row.PageValues;
import dev.caravan.upsert.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is known of the table, so that a page costs no more than a glance at the catalog: another
 * loader may have changed it, and a value that fits a column as it was may be taken by it in
 * another form. Knowledge gained in a transaction counts for others once it has committed; a
 * rollback, for whatever reason, forgets everything, so the retry reads the table again.
 */
public final class Schema {
  private final DataSource dataSource;
  private final Dialect dialect;
  private final TableSpec spec;
  private final Catalog catalog;
  private final Evolution evolution;
  private volatile Known shared;

  public Schema(DataSource dataSource, Dialect dialect, TableSpec spec) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.spec = spec;
    this.catalog = new Catalog(dialect, spec);
    this.evolution = new Evolution(dialect, spec, catalog);
  }

  /** A table's columns, the plan once it has its key columns, and the form that they are of. */
  public record Known(Columns columns, Plan plan, String form) {

    /** Whether there is a table. */
    public boolean exists() {
      return !form.isEmpty();
    }
  }

  /** What is known in this transaction, read when nothing is or it is no longer so. */
  public Known known(Connection connection) throws SQLException {
    Pending pending = pending();
    Known known = pending.known == null ? shared : pending.known;
    boolean fresh = known != null && isAsItWas(connection, known);
    return remember(fresh ? known : read(connection));
  }

  /**
   * Makes sure that a page goes into the table that it was made ready for, which nobody may change
   * any longer.
   *
   * @throws ConcurrencyFailureException when another process has just changed it
   */
  public void requireUnchanged(Connection connection) throws SQLException {
    if (!isAsItWas(connection, pending().known)) {
      throw new ConcurrencyFailureException(
          "Table %s was changed by another process; a new transaction reads it again"
              .formatted(spec.table()));
    }
  }

  private boolean isAsItWas(Connection connection, Known known) throws SQLException {
    return dialect.form(connection, catalog.table()).equals(known.form());
  }

  /** The table after it was made to hold the page. */
  public Known holding(Connection connection, PageValues page, Origin origin) throws SQLException {
    Known known = known(connection);
    if (known.plan() != null && known.columns().hold(page, spec)) {
      return known;
    }
    return changed(connection, alone -> evolution.change(alone, page, origin));
  }

  /** The table after parts of its key are as wide as they are declared. */
  public Known asDeclared(Connection connection) throws SQLException {
    Known known = known(connection);
    boolean wide =
        spec.key().stream()
            .flatMap(field -> known.columns().of(field).stream())
            .noneMatch(column -> Evolution.isNarrow(column, spec.columns().get(column.field())));
    if (wide) {
      return known;
    }
    return changed(connection, alone -> evolution.widenKey(alone));
  }

  /** Everything begins anew without a record, so that a table that is gone may come later. */
  public void forgetVanished(Connection connection) throws SQLException {
    if (catalog.read(connection).vanished()) {
      Mapping.forget(connection, catalog.target());
    }
  }

  /** The table after it was given a place for soft deletes. */
  public Known withTombstones(Connection connection) throws SQLException {
    if (known(connection).columns().special(ColumnNames.DELETED).isPresent()) {
      return known(connection);
    }
    return changed(connection, alone -> evolution.addTombstones(alone));
  }

  private Known changed(Connection connection, Dialect.Change change) throws SQLException {
    AtomicReference<Known> changed = new AtomicReference<>();
    dialect.change(
        dataSource,
        connection,
        catalog.target(),
        alone -> {
          change.on(alone);
          changed.set(read(alone));
        });
    return remember(changed.get());
  }

  private Known read(Connection connection) throws SQLException {
    String form = dialect.form(connection, catalog.table());
    Columns columns = catalog.columns(connection, catalog.read(connection));
    boolean keyed = spec.key().stream().allMatch(field -> columns.of(field).isPresent());
    boolean complete =
        (!spec.soft() || columns.special(ColumnNames.DELETED).isPresent())
            && spec.ownColumns().stream().allMatch(name -> columns.special(name).isPresent());
    return new Known(
        columns, keyed && complete ? columns.plan(catalog.table(), spec, dialect) : null, form);
  }

  private Known remember(Known known) {
    pending().known = known;
    return known;
  }

  private Pending pending() {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      throw new IllegalStateException(
          "Loading into %s needs a transaction around stage and merge".formatted(spec.table()));
    }
    Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
    if (pending == null) {
      pending = new Pending();
      TransactionSynchronizationManager.bindResource(this, pending);
      TransactionSynchronizationManager.registerSynchronization(pending);
    }
    return pending;
  }

  private final class Pending implements TransactionSynchronization {
    private Known known;

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(Schema.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(Schema.this, this);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(Schema.this);
      if (status != STATUS_COMMITTED) {
        shared = null;
      } else if (known != null) {
        shared = known;
      }
    }
  }
}
