package com.example.hub;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A plain Camel with a database, routes and error handling of its own, and a stream of Caravan's. */
public final class Hub {
  private Hub() {}

  public static void main(String[] args) throws Exception {
    CamelContext camel = new DefaultCamelContext();
    camel.getPropertiesComponent().setLocation("classpath:hub.properties");
    camel.getRegistry().bind("warehouse", warehouse(camel));
    camel
        .getCamelContextExtension()
        .setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:hub-dead-letters"));
    for (String file : new String[] {"hub", "customers"}) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(
              ResourceHelper.resolveMandatoryResource(
                  camel, "classpath:routes/" + file + ".camel.yaml"));
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  camel.stop();
                  stopped.countDown();
                }));
    camel.start();
    stopped.await();
  }

  /** The only DataSource here, so Caravan takes it. */
  private static HikariDataSource warehouse(CamelContext camel) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(camel.resolvePropertyPlaceholders("{{hub.database}}"));
    return new HikariDataSource(config);
  }
}
