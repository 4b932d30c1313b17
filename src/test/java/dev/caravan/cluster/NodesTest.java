package dev.caravan.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.config.ConfigurationException;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which service decides who runs a stream. */
@Timeout(120)
class NodesTest {
  @TempDir Path directory;

  private final List<CamelContext> contexts = new ArrayList<>();
  private final List<Database> databases = new ArrayList<>();

  @AfterEach
  void close() {
    contexts.forEach(CamelContext::stop);
    databases.forEach(Database::close);
  }

  @Test
  void aClusterServiceOfAnotherKindTakesThePlaceOfLeases() {
    String url = TestDatabases.sqliteUrl(directory);
    Nodes one = nodes(new Database(url, "", ""), fileLock());
    Nodes two = nodes(new Database(url, "", ""), fileLock());

    await().until(() -> one.mayBegin("items", Optional.empty()));
    one.require("items");
    assertThat(two.mayBegin("items", Optional.empty())).isFalse();
    assertThatThrownBy(() -> two.require("items")).isInstanceOf(HandedOverException.class);
    assertThat(two.isShared()).isTrue();

    contexts.get(0).stop();
    await().atMost(Duration.ofSeconds(60)).until(() -> two.mayBegin("items", Optional.empty()));
    two.require("items");
  }

  @Test
  void aStreamOfChildrenGoesWithThatOfItsParents() {
    String url = TestDatabases.postgresUrl();
    Nodes one = nodes(new Database(url, "postgres", "postgres"), null);
    Nodes two = nodes(new Database(url, "postgres", "postgres"), null);
    assertThat(one.mayBegin("orders", Optional.empty())).isTrue();
    assertThat(one.mayBegin("lines", Optional.of("orders"))).isTrue();
    assertThat(one.mayBegin("notes", Optional.of("lines"))).isTrue();

    assertThat(two.mayBegin("orders", Optional.empty())).isFalse();
    assertThat(two.mayBegin("lines", Optional.of("orders"))).isFalse();
    contexts.get(0).stop();

    await().until(() -> two.mayBegin("lines", Optional.of("orders")));
    assertThat(two.mayBegin("orders", Optional.empty())).isTrue();
    assertThat(two.takenOver("orders")).isPresent();
    assertThat(two.takenOver("orders")).isEmpty();
    assertThat(Nodes.holders(databases.get(1))).containsOnlyKeys("orders");
  }

  @Test
  void onASqliteFileEachProcessRunsWhatItHas() {
    Nodes nodes = nodes(TestDatabases.sqlite(directory), null);

    assertThat(nodes.mayBegin("items", Optional.empty())).isTrue();
    assertThat(nodes.isShared()).isFalse();
    assertThat(nodes.takenOver("items")).isEmpty();
    Nodes leases = nodes(TestDatabases.sqlite(directory.resolve("other")), null);
    leases.setService("database");
    assertThatThrownBy(() -> leases.mayBegin("items", Optional.empty()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("SQLite");
  }

  @Test
  void aServiceThatIsNotThereIsNamed() {
    Nodes nodes = nodes(TestDatabases.sqlite(directory), fileLock());
    nodes.setService("lock");

    assertThatThrownBy(() -> nodes.mayBegin("items", Optional.empty()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("caravan.cluster 'lock'")
        .hasMessageContaining("[locks]");
  }

  private FileLockClusterService fileLock() {
    FileLockClusterService service = new FileLockClusterService();
    service.setRoot(directory.resolve("locks").toString());
    service.setAcquireLockDelay(100, TimeUnit.MILLISECONDS);
    service.setAcquireLockInterval(200, TimeUnit.MILLISECONDS);
    return service;
  }

  private Nodes nodes(Database database, FileLockClusterService service) {
    CamelContext context = new DefaultCamelContext();
    if (service != null) {
      context.getRegistry().bind("locks", service);
    }
    context.start();
    contexts.add(context);
    databases.add(database);
    Nodes nodes = new Nodes(database);
    nodes.setCamelContext(context);
    return nodes;
  }
}
