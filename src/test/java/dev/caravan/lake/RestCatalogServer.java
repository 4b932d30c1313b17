package dev.caravan.lake;

import java.util.Map;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Iceberg's REST catalog on loopback, which keeps the files of tables where it is told. */
final class RestCatalogServer implements AutoCloseable {
  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  /**
   * @param properties of the catalog behind it
   */
  RestCatalogServer(Map<String, String> properties) throws Exception {
    catalog.initialize("behind", properties);
    ServletContextHandler handler = new ServletContextHandler();
    handler.addServlet(
        new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + connector.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    server.stop();
    catalog.close();
  }
}
