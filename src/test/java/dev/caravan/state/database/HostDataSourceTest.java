package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.config.ConfigurationException;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Caravan on a DataSource of its hub: a real PostgreSQL and real SQLite files. */
@Timeout(60)
class HostDataSourceTest {
  private static final String NOT_THERE = "jdbc:postgresql://127.0.0.1:1/none";
  private static final String FIT = "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE";

  @TempDir Path directory;

  private final DefaultCamelContext hub = new DefaultCamelContext();
  private final Database database = new Database();
  private final List<HikariDataSource> pools = new ArrayList<>();

  @BeforeEach
  void embed() {
    database.setCamelContext(hub);
  }

  @AfterEach
  void close() {
    database.close();
    pools.forEach(HikariDataSource::close);
    hub.stop();
  }

  @Test
  void theHubsOnlyDataSourceIsUsedAndNeverClosed() {
    DataSource pool = bind("warehouse", postgres(each -> {}));

    assertThat(database.name()).isEqualTo("DataSource warehouse");
    database.jdbc().execute("create table kept (id bigint)");
    database.close();

    JdbcTemplate own = new JdbcTemplate(pool);
    assertThat(own.queryForObject("select count(*) from kept", Long.class)).isZero();
    assertThat(own.queryForObject("select count(*) from caravan_run", Long.class)).isZero();
  }

  @Test
  void ofSeveralDataSourcesOneMustBeNamed() {
    bind("orders", new DriverManagerDataSource(NOT_THERE));
    bind("billing", new DriverManagerDataSource(NOT_THERE));

    assertThatThrownBy(database::checkAtStart)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("billing, orders")
        .hasMessageContaining("caravan.datasource = #");
    database.setDataSource("#bean:orders");
    assertThat(database.name()).isEqualTo("DataSource orders");
  }

  @Test
  void twoNamesOfOneDataSourceAreOne() {
    DataSource pool = bind("warehouse", new DriverManagerDataSource(NOT_THERE));
    bind("alias", pool);
    database.checkAtStart();
  }

  @Test
  void aNameThatDoesNotExistIsSaidWithThoseThatDo() {
    bind("orders", new DriverManagerDataSource(NOT_THERE));
    database.setDataSource("#order");
    assertThatThrownBy(database::checkAtStart)
        .hasMessage(
            "caravan.datasource: this application has no DataSource 'order'; it has orders");
  }

  @Test
  void withoutAnyDatabaseTheStartSaysWhatToSet() {
    assertThatThrownBy(database::checkAtStart)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("caravan.datasource to the name")
        .hasMessageContaining("caravan.datasource.url");
  }

  @Test
  void twoDatabasesAreOneTooMany() {
    bind("orders", new DriverManagerDataSource(NOT_THERE));
    database.setDataSource("#orders");
    database.setUrl("jdbc:sqlite::memory:");
    assertThatThrownBy(database::checkAtStart).hasMessageContaining("both set");
  }

  @Test
  void aUrlIsStrongerThanWhatTheHubHas() {
    bind("orders", new DriverManagerDataSource(NOT_THERE));
    database.setUrl("jdbc:sqlite::memory:");
    assertThat(database.kind()).isEqualTo(DatabaseKind.SQLITE);
  }

  @Test
  void aDatabaseThatCannotBeOpenedIsSaidWithItsName() {
    bind("orders", new DriverManagerDataSource(NOT_THERE));
    assertThatThrownBy(database::dataSource)
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("DataSource orders")
        .hasMessageContaining("Check the DataSource 'orders'");
  }

  @Test
  void whatTheHubWritesInAPageIsPartOfIt() {
    DataSource pool = bind("warehouse", postgres(each -> {}));
    assertOneTransaction(pool);
  }

  @Test
  void whatTheHubWritesInAPageIsPartOfItWithAManagerOfTheHub() {
    DataSource pool = bind("warehouse", postgres(each -> {}));
    hub.getRegistry().bind("manager", new DataSourceTransactionManager(pool));
    assertOneTransaction(pool);
  }

  @Test
  void whatTheHubWritesInAPageIsPartOfItOnSqlite() {
    assertOneTransaction(bind("file", sqlite(FIT)));
  }

  @Test
  void aPageIsATransactionOfTheHubsManager() {
    DataSource pool = bind("warehouse", postgres(each -> {}));
    AtomicInteger begun = new AtomicInteger();
    hub.getRegistry().bind("manager", manager(pool, begun));
    hub.getRegistry().bind("other", new DataSourceTransactionManager(postgres(each -> {})));
    database.transaction().executeWithoutResult(page -> assertThat(begun).hasValue(1));
  }

  @Test
  void aTransactionThatTheHubHasBegunTakesThePageAlong() {
    DataSource pool = bind("warehouse", postgres(each -> {}));
    DataSourceTransactionManager manager = new DataSourceTransactionManager(pool);
    hub.getRegistry().bind("manager", manager);
    database.jdbc().execute("create table kept (id bigint)");

    new TransactionTemplate(manager)
        .executeWithoutResult(
            outer -> {
              database
                  .transaction()
                  .executeWithoutResult(
                      page -> database.jdbc().update("insert into kept values (1)"));
              outer.setRollbackOnly();
            });

    assertThat(kept()).isZero();
  }

  @Test
  void aDataSourceThatKnowsOfTransactionsIsTheOneBehindIt() {
    HikariDataSource pool = postgres(each -> each.setMaximumPoolSize(2));
    bind("warehouse", new TransactionAwareDataSourceProxy(pool));
    hub.getRegistry().bind("manager", new DataSourceTransactionManager(pool));
    assertOneTransaction(pool);
  }

  @Test
  void morePagesThanTheHubsPoolHasConnectionsWaitForEachOther() throws Exception {
    assertPagesTakeTurns(postgres(HostDataSourceTest::small));
  }

  @Test
  void morePagesThanTheHubsPoolHasConnectionsWaitForEachOtherWithAManagerOfTheHub()
      throws Exception {
    HikariDataSource pool = postgres(HostDataSourceTest::small);
    hub.getRegistry().bind("manager", new DataSourceTransactionManager(pool));
    assertPagesTakeTurns(pool);
  }

  @Test
  void aPoolOfOneConnectionIsRefused() {
    bind("warehouse", postgres(each -> each.setMaximumPoolSize(1)));
    assertThatThrownBy(database::dataSource)
        .hasMessageContaining("DataSource warehouse: its pool has one connection");
  }

  @Test
  void aPoolThatCommitsNothingByItselfKeepsWhatCaravanWrites() throws SQLException {
    HikariDataSource pool =
        postgres(
            each -> {
              each.setAutoCommit(false);
              each.setMaximumPoolSize(2);
            });
    bind("warehouse", pool);

    database.jdbc().execute("create table kept (id bigint)");
    database.jdbc().update("insert into kept values (1)");
    database
        .transaction()
        .executeWithoutResult(page -> database.jdbc().update("insert into kept values (2)"));

    assertThat(kept()).isEqualTo(2);
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getAutoCommit()).isFalse();
    }
  }

  @Test
  void aPageReadsWhatIsCommittedWhateverThePoolsIsolation() {
    bind("warehouse", postgres(each -> each.setTransactionIsolation("TRANSACTION_SERIALIZABLE")));
    String isolation =
        database
            .transaction()
            .execute(
                page ->
                    database
                        .jdbc()
                        .queryForObject("show transaction isolation level", String.class));
    assertThat(isolation).isEqualTo("read committed");
  }

  @Test
  void itsTablesAreInTheSchemaOfThePool() {
    HikariDataSource admin = postgres(each -> {});
    new JdbcTemplate(admin).execute("create schema ingest");
    bind("warehouse", pool(admin.getJdbcUrl(), each -> each.setSchema("ingest")));

    database.dataSource();

    String where = "select table_schema from information_schema.tables where table_name = ?";
    for (String table : List.of("caravan_run", "caravan_schema_history")) {
      assertThat(new JdbcTemplate(admin).queryForList(where, String.class, table))
          .containsExactly("ingest");
    }
  }

  @Test
  void theHubsFlywayHasTheSameSchemaBeforeAndAfter() {
    HikariDataSource pool = postgres(each -> {});
    bind("warehouse", pool);
    Flyway own = Flyway.configure().dataSource(pool).locations("classpath:hub/db").load();

    assertThat(own.migrate().migrationsExecuted).isEqualTo(1);
    database.dataSource();

    assertThat(own.migrate().migrationsExecuted).isZero();
    own.validate();
    assertThat(new JdbcTemplate(pool).queryForObject("select count(*) from customers", Long.class))
        .isZero();
  }

  @Test
  void aSqliteFileOnWhichTheHubHasEndedATransactionIsOpened() {
    DataSource pool = bind("file", sqlite(FIT));
    new TransactionTemplate(new DataSourceTransactionManager(pool))
        .executeWithoutResult(
            any -> new JdbcTemplate(pool).execute("create table customers (id bigint)"));
    assertOneTransaction(pool);
  }

  @Test
  void aSqliteFileThatCouldLoseACommitIsRefused() {
    bind("file", sqlite(""));
    assertThatThrownBy(database::dataSource)
        .hasMessageContaining("journal_mode=delete")
        .hasMessageContaining("Caravan needs journal_mode=WAL, synchronous=FULL")
        .hasMessageContaining("DataSource file");
  }

  private static DataSourceTransactionManager manager(DataSource pool, AtomicInteger begun) {
    return new DataSourceTransactionManager(pool) {
      @Override
      protected void doBegin(Object transaction, TransactionDefinition definition) {
        begun.incrementAndGet();
        super.doBegin(transaction, definition);
      }
    };
  }

  private static void small(HikariConfig pool) {
    pool.setMaximumPoolSize(3);
    pool.setConnectionTimeout(500);
  }

  /** Each page holds a connection until as many others do as may, and keeps something at once. */
  private void assertPagesTakeTurns(HikariDataSource pool) throws Exception {
    bind("warehouse", pool);
    database.jdbc().execute("create table kept (id bigint)");
    CyclicBarrier both = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try {
      List<Future<?>> pages = new ArrayList<>();
      for (int page = 0; page < 12; page++) {
        pages.add(threads.submit(() -> page(both)));
      }
      for (Future<?> page : pages) {
        page.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(kept()).isEqualTo(24);
  }

  private void page(CyclicBarrier both) {
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              database.jdbc().update("insert into kept values (1)");
              try {
                both.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              database.atOnce(own -> own.update("insert into kept values (2)"));
            });
  }

  private void assertOneTransaction(DataSource pool) {
    JdbcTemplate own = new JdbcTemplate(pool);
    database.jdbc().execute("create table kept (id bigint)");
    database
        .transaction()
        .executeWithoutResult(
            page -> {
              own.update("insert into kept values (1)");
              database.jdbc().update("insert into kept values (2)");
              assertThat(kept()).isEqualTo(2);
              assertThat(own.queryForObject("select count(*) from kept", Long.class)).isEqualTo(2);
              page.setRollbackOnly();
            });
    assertThat(kept()).isZero();
  }

  private long kept() {
    return database.jdbc().queryForObject("select count(*) from kept", Long.class);
  }

  private <T extends DataSource> T bind(String name, T pool) {
    hub.getRegistry().bind(name, pool);
    return pool;
  }

  private HikariDataSource postgres(Consumer<HikariConfig> settings) {
    return pool(TestDatabases.postgresUrl(), settings);
  }

  private HikariDataSource sqlite(String settings) {
    return pool(TestDatabases.sqliteUrl(directory) + settings, each -> {});
  }

  private HikariDataSource pool(String url, Consumer<HikariConfig> settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    if (url.startsWith("jdbc:postgresql")) {
      config.setUsername("postgres");
      config.setPassword("postgres");
    }
    config.setMinimumIdle(0);
    settings.accept(config);
    HikariDataSource pool = new HikariDataSource(config);
    pools.add(pool);
    return pool;
  }
}
