package dev.caravan.state.database;

import dev.caravan.config.ConfigurationException;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.PlatformTransactionManager;

/** Which database it is to be, by {@code caravan.datasource…} or by what the hub has. */
final class DatabaseSettings {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final String HOW =
      "set caravan.datasource to the name of a DataSource of this application, as in #warehouse, or"
          + " caravan.datasource.url, as in jdbc:postgresql://db.example.com:5432/warehouse";

  private String dataSource = "";
  private String url = "";
  private String defaultUrl = "";
  private String username = "";
  private String password = "";
  private int maxConnections;
  private CamelContext context;

  void dataSource(String name) {
    dataSource = name.replaceFirst("^name ", "").strip().replaceFirst("^#(bean:)?", "");
  }

  void url(String value) {
    url = value.strip();
  }

  void defaultUrl(String value) {
    defaultUrl = value.strip();
  }

  void username(String value) {
    username = value == null ? "" : value;
  }

  void password(String value) {
    password = value == null ? "" : value;
  }

  void maxConnections(int most) {
    if (most < 0) {
      throw new ConfigurationException(
          "caravan.datasource.max-connections is %d; it takes 1 or more, or 0 for the default"
              .formatted(most));
    }
    maxConnections = most;
  }

  void context(CamelContext given) {
    context = given;
  }

  CamelContext context() {
    return context;
  }

  /**
   * What the settings mean.
   *
   * @throws ConfigurationException when they name no database, or two
   */
  Connections connections() {
    if (!dataSource.isEmpty()) {
      return named();
    }
    String own = url.isEmpty() ? defaultUrl : url;
    return own.isEmpty() ? only() : pool(own);
  }

  private Connections pool(String own) {
    DatabaseKind.missingDriver(own)
        .ifPresent(
            artifact -> {
              throw new ConfigurationException(
                  "caravan.datasource.url needs the driver "
                      + artifact
                      + ", which is not on the class path; add it to the dependencies of this"
                      + " application");
            });
    return new OwnPool(own, username, password, maxConnections, context);
  }

  private Connections named() {
    if (!url.isEmpty()) {
      throw new ConfigurationException(
          "caravan.datasource and caravan.datasource.url are both set; take one of them out");
    }
    Map<String, DataSource> all = all();
    DataSource found = all.get(dataSource);
    if (found == null) {
      throw new ConfigurationException(
          "caravan.datasource: this application has no DataSource '%s'; it has %s"
              .formatted(dataSource, all.isEmpty() ? "none" : names(all.keySet())));
    }
    return host(dataSource, found, "");
  }

  private Connections only() {
    Map<String, DataSource> all = all();
    if (all.isEmpty()) {
      throw new ConfigurationException("Caravan has no database to load into; " + HOW);
    }
    if (all.values().stream().distinct().count() > 1) {
      throw new ConfigurationException(
          "Caravan cannot tell which database to load into: this application has the DataSources "
              + names(all.keySet())
              + "; set caravan.datasource to one of them, as in caravan.datasource = #"
              + all.keySet().iterator().next());
    }
    Map.Entry<String, DataSource> one = all.entrySet().iterator().next();
    return host(one.getKey(), one.getValue(), ", its only one");
  }

  private Connections host(String name, DataSource found, String why) {
    Connections host =
        new HostDataSource(
            name,
            found,
            context.getRegistry().findByType(PlatformTransactionManager.class),
            maxConnections);
    LOG.info(
        "Caravan loads into the DataSource '{}' of this application{}{}",
        name,
        why,
        host.manager().isPresent() ? ", in transactions of its transaction manager" : "");
    return host;
  }

  private Map<String, DataSource> all() {
    return context == null ? Map.of() : context.getRegistry().findByTypeWithName(DataSource.class);
  }

  private static String names(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }
}
