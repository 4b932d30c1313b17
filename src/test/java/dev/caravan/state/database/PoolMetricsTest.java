package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.TestDatabases;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolMetricsTest {
  @TempDir Path directory;
  private final MeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void thePoolIsMeasuredFromItsFirstConnectionToItsEndAndAfterAFailureToo() throws Exception {
    Path later = Files.writeString(directory.resolve("later"), "in the way");
    try (DefaultCamelContext context = new DefaultCamelContext();
        Database database = new Database(TestDatabases.sqliteUrl(later), "", "")) {
      context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
      database.setCamelContext(context);
      assertThat(find("max")).isNull();

      assertThatThrownBy(database::dataSource).isInstanceOf(DatabaseUnavailableException.class);
      Files.delete(later);
      try (Connection connection = database.dataSource().getConnection()) {
        connection.createStatement().execute("select 1");
        assertThat(find("active").value()).isEqualTo(1);
        assertThat(find("max").value()).isPositive();
      }
      database.close();
      assertThat(find("active")).isNull();
    }
  }

  private Gauge find(String name) {
    return meters.find("hikaricp.connections." + name).tag("pool", "caravan").gauge();
  }
}
