package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TcpProxy;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionSystemException;

/** The retry of a transaction, on a real PostgreSQL whose connections die. */
@Timeout(60)
class InTransactionTest {
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final AtomicInteger runs = new AtomicInteger();
  private TcpProxy proxy;
  private Database database;

  @BeforeEach
  void open() {
    URI direct = URI.create(TestDatabases.postgresUrl().substring("jdbc:".length()));
    proxy = TcpProxy.before(direct.getPort());
    String url = "jdbc:postgresql://localhost:" + proxy.port() + direct.getPath();
    database = new Database(url, "postgres", "postgres");
    sql().execute("create table kept (id bigint)");
  }

  @AfterEach
  void close() throws IOException {
    database.close();
    proxy.close();
    context.close();
  }

  @Test
  void aConnectionThatDiedSinceItsLastUseIsReplacedBeforeTheFirstStep() {
    Exchange exchange = run(this::insert);
    assertThat(exchange.getException()).isNull();
    fail();

    assertThat(run(this::insert).getException()).isNull();
    assertThat(runs).hasValue(2);
    assertThat(sql().queryForObject("select count(*) from kept", Long.class)).isEqualTo(2);
  }

  @Test
  void stepsRunOnceEvenWhenTheConnectionDiesUnderThemAndTheirFailureIsWhatIsSaid() {
    Exchange exchange =
        run(
            each -> {
              insert(each);
              fail();
              insert(each);
            });
    assertThat(exchange.getException())
        .isNotInstanceOf(TransactionSystemException.class)
        .hasMessageContaining("insert into kept");
    assertThat(runs).as("the insert that failed never counted").hasValue(1);
    assertThat(run(this::insert).getException()).isNull();
    assertThat(sql().queryForObject("select count(*) from kept", Long.class)).isEqualTo(1);
  }

  private void fail() {
    proxy.cut();
    proxy.restore();
  }

  private void insert(Exchange exchange) {
    sql().update("insert into kept values (1)");
    runs.incrementAndGet();
  }

  private Exchange run(Processor steps) {
    DefaultExchange exchange = new DefaultExchange(context);
    exchange.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(exchange));
    new InTransaction(steps, database, each -> true).process(exchange, doneSync -> {});
    return exchange;
  }

  private JdbcTemplate sql() {
    return new JdbcTemplate(database.dataSource());
  }
}
