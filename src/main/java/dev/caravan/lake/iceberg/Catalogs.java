package dev.caravan.lake.iceberg;

import dev.caravan.state.database.Database;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Iceberg catalogs by their settings, each opened once. Safe for any thread. */
public final class Catalogs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogs.class);

  /** Where a table is that names no schema. */
  private static final String NAMESPACE = "caravan";

  private static final String S3 = "org.apache.iceberg.aws.s3.S3FileIO";
  private static final String S3_CLIENT =
      "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory";

  private final Database database;
  private final Map<CatalogSettings, Catalog> open = new HashMap<>();

  public Catalogs(Database database) {
    this.database = database;
  }

  /** A table as it stands, or nothing when there is none. */
  public Optional<Table> find(CatalogSettings settings, String name) {
    try {
      return Optional.of(catalog(settings).loadTable(id(name)));
    } catch (NoSuchTableException none) {
      return Optional.empty();
    }
  }

  /** A table that is there from now on. */
  public Table create(CatalogSettings settings, String name, NewTable table) {
    Catalog catalog = catalog(settings);
    TableIdentifier id = id(name);
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(id.namespace())) {
      namespaces.createNamespace(id.namespace());
    }
    return catalog
        .buildTable(id, table.schema())
        .withPartitionSpec(table.partitions())
        .withProperties(table.properties())
        .create();
  }

  @Override
  public synchronized void close() {
    for (Catalog catalog : open.values()) {
      try {
        if (catalog instanceof Closeable closeable) {
          closeable.close();
        }
      } catch (IOException e) {
        LOG.warn("an Iceberg catalog does not close: {}", e.getMessage());
      }
    }
    open.clear();
  }

  private synchronized Catalog catalog(CatalogSettings settings) {
    return open.computeIfAbsent(settings, this::open);
  }

  private Catalog open(CatalogSettings settings) {
    Map<String, String> properties = new HashMap<>(settings.all());
    if (isAt("file:", properties)) {
      properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, LocalFiles.class.getName());
    }
    if (isAt("s3:", properties)) {
      properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, S3);
    }
    if (S3.equals(properties.get(CatalogProperties.FILE_IO_IMPL))) {
      properties.putIfAbsent("http-client.type", "urlconnection");
      // Iceberg's own choice needs clients of other services of AWS, too.
      if (!properties.containsKey("client.factory")) {
        properties.putIfAbsent("s3.client-factory-impl", S3_CLIENT);
      }
    }
    if (!settings.isInDatabase()) {
      return CatalogUtil.buildIcebergCatalog(settings.name(), properties, new Configuration(false));
    }
    properties.put(CatalogProperties.URI, "jdbc:caravan");
    JdbcCatalog catalog =
        new JdbcCatalog(null, any -> new OwnConnections(database.dataSource()), false);
    catalog.initialize(settings.name(), properties);
    return catalog;
  }

  private static boolean isAt(String scheme, Map<String, String> properties) {
    return properties.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "").startsWith(scheme);
  }

  private static TableIdentifier id(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? TableIdentifier.of(Namespace.of(NAMESPACE), name)
        : TableIdentifier.of(Namespace.of(name.substring(0, dot)), name.substring(dot + 1));
  }
}
