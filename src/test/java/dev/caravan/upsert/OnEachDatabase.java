package dev.caravan.upsert;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Every test of a subclass runs on a fresh SQLite file and on fresh databases of a real PostgreSQL
 * and a real MariaDB.
 */
@ParameterizedClass
@EnumSource(OnEachDatabase.Kind.class)
public abstract class OnEachDatabase {
  enum Kind {
    SQLITE,
    POSTGRES,
    MARIADB
  }

  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.060708Z");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Parameter Kind kind;
  @TempDir Path directory;
  public Database database;
  public JdbcTemplate sql;

  @BeforeEach
  void openDatabase() {
    database =
        switch (kind) {
          case SQLITE -> TestDatabases.sqlite(directory);
          case POSTGRES -> TestDatabases.postgres();
          case MARIADB -> TestDatabases.mariaDb();
        };
    sql = TestDatabases.jdbc(database.dataSource());
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  public boolean isMariaDb() {
    return kind == Kind.MARIADB;
  }

  public boolean isSqlite() {
    return kind == Kind.SQLITE;
  }

  public Loader loader(TableSpec spec) {
    return new Loader(database, spec, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** Loads a page given as JSON, in a transaction of its own. */
  public LoadResult load(Loader loader, String page) {
    return load(loader, json(page));
  }

  public LoadResult load(Loader loader, List<?> page) {
    return transaction(() -> loadWithin(loader, page));
  }

  public LoadResult loadWithin(Loader loader, List<?> page) {
    return loadWithin(loader, page, new Origin("orders", "run-1", "page 7"));
  }

  public LoadResult loadWithin(Loader loader, List<?> page, Origin origin) {
    Batch batch = loader.validate(page, origin);
    loader.stage(batch);
    return loader.merge(batch);
  }

  public <T> T transaction(java.util.function.Supplier<T> work) {
    return database.transaction().execute(status -> work.get());
  }

  public static List<?> json(String page) {
    try {
      return JSON.readValue(page, List.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Object one(String query) {
    return plain(sql.queryForObject(query, Object.class));
  }

  public String text(String query) {
    return sql.queryForObject(query, String.class);
  }

  public List<Map<String, Object>> rows(String query) {
    List<Map<String, Object>> rows = sql.queryForList(query);
    rows.forEach(row -> row.replaceAll((column, value) -> plain(value)));
    return rows;
  }

  boolean flag(String query) {
    return sql.queryForObject(query, Boolean.class);
  }

  /** The driver of SQLite takes the least type that holds a number. */
  static Object plain(Object value) {
    return value instanceof Integer whole ? (Object) whole.longValue() : value;
  }

  /** The type of a column as the database's catalog calls it. */
  public String type(String table, String column) {
    return sql.execute(
        (ConnectionCallback<String>)
            connection ->
                dialect().columns(connection, TableName.parse(table)).stream()
                    .filter(each -> each.name().equals(column))
                    .findFirst()
                    .orElseThrow()
                    .sqlType());
  }

  /** What the database calls the type that Caravan gives to a column. */
  public String named(ColumnType type) {
    return dialect().type(type);
  }

  /** An expression as text. */
  public String asText(String expression) {
    return "cast(%s as %s)".formatted(expression, isMariaDb() ? "char" : "text");
  }

  private Dialect dialect() {
    return Dialect.of(database.kind());
  }

  public List<String> columns(String table) {
    if (isSqlite()) {
      return sql.queryForList(
          "select name from pragma_table_info(?) order by cid", String.class, table);
    }
    return sql.queryForList(
        "select lower(column_name) from information_schema.columns where lower(table_name) = ?"
            + (isMariaDb() ? " and table_schema = database()" : "")
            + " order by ordinal_position",
        String.class,
        table);
  }

  public static LoadResult result(long received, long inserted, long updated, long unchanged) {
    return new LoadResult(received, inserted, updated, unchanged, 0, Map.of());
  }
}
