package dev.caravan.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A plain Camel context with Caravan's own routes and some of a test's, as a hub would set it up.
 */
public final class TestContext implements AutoCloseable {
  private final DefaultCamelContext context =
      new DefaultCamelContext() {
        @Override
        protected ClassResolver createClassResolver() {
          return new KnownFactories(this);
        }
      };
  private final Properties properties = new Properties();
  private final List<Resource> routes = new ArrayList<>();
  private VertxPlatformHttpServer http;

  /** Sets placeholders. */
  public TestContext with(Map<String, String> values) {
    properties.putAll(values);
    return this;
  }

  /** Puts a bean into its registry. */
  public TestContext bind(String name, Object bean) {
    context.getRegistry().bind(name, bean);
    return this;
  }

  /** Gives it an HTTP server on a free port of loopback. */
  public TestContext httpServer() throws Exception {
    return httpServer(0);
  }

  /** Gives it an HTTP server on a port of loopback. */
  public TestContext httpServer(int port) throws Exception {
    VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
    configuration.setBindHost("127.0.0.1");
    configuration.setBindPort(port);
    http = new VertxPlatformHttpServer(configuration);
    context.addService(http);
    return this;
  }

  /** The port of the HTTP server. */
  public int httpPort() {
    return http.getServer().actualPort();
  }

  /** Adds a route file given as text. */
  public TestContext routes(String yaml) {
    routes.add(ResourceHelper.fromString("test-" + routes.size() + ".camel.yaml", yaml));
    return this;
  }

  /** Loads and starts everything. */
  public TestContext start() throws Exception {
    context.getPropertiesComponent().setOverrideProperties(properties);
    for (String file : List.of("beans", "fetch")) {
      routes.add(
          ResourceHelper.resolveMandatoryResource(
              context, "classpath:caravan/" + file + ".camel.yaml"));
    }
    PluginHelper.getRoutesLoader(context).loadRoutes(routes);
    context.start();
    return this;
  }

  /** The Camel context. */
  public CamelContext context() {
    return context;
  }

  /** A bean by name. */
  public <T> T bean(String name, Class<T> type) {
    return context.getRegistry().lookupByNameAndType(name, type);
  }

  @Override
  public void close() {
    context.stop();
  }
}
