package dev.caravan.cluster;

import dev.caravan.config.ConfigurationException;
import dev.caravan.state.database.Database;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterService;

/**
 * Which cluster service decides: the one that is named, else the only one that is there, else
 * leases of the database, if it is one for several processes.
 *
 * @param context has the beans of services
 * @param name {@code database}, {@code none}, the name of a bean, or empty
 */
record ServiceChoice(CamelContext context, String name) {
  private static final String OURS = "database";
  private static final String NONE = "none";

  /**
   * The service, or none when no other process is reckoned with.
   *
   * @throws ConfigurationException when there is none of that name, or several and no name
   */
  Optional<CamelClusterService> choose(Database database, Supplier<LeaseService> leases) {
    if (name.equals(NONE)) {
      return Optional.empty();
    }
    if (!name.isEmpty() && !name.equals(OURS)) {
      return Optional.of(named());
    }
    Map<String, CamelClusterService> others = others();
    if (name.isEmpty() && others.size() > 1) {
      throw new ConfigurationException(
          "there are several cluster services, "
              + others.keySet()
              + "; set caravan.cluster to the name of one, to database, or to none");
    }
    if (name.isEmpty() && !others.isEmpty()) {
      return others.values().stream().findFirst();
    }
    if (database.kind().isServer()) {
      return Optional.of(leases.get());
    }
    if (name.equals(OURS)) {
      throw new ConfigurationException(
          "caravan.cluster is database, and a SQLite file is for one process; it takes PostgreSQL"
              + " or MariaDB");
    }
    return Optional.empty();
  }

  private CamelClusterService named() {
    return Optional.ofNullable(others().get(name))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "caravan.cluster '"
                        + name
                        + "' is neither database nor none nor the name of a cluster service; there"
                        + " are "
                        + others().keySet()));
  }

  private Map<String, CamelClusterService> others() {
    return context.getRegistry().findByTypeWithName(CamelClusterService.class);
  }
}
