package dev.caravan.lake;

import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.iceberg.NeededFiles;
import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.types.Types;

/** A context whose route {@code to-lake} loads what it is sent, and what then is in the lake. */
public final class LakeHub implements AutoCloseable {
  public static final String ROUTE = "to-lake";

  private final Path folder;
  private final String url;
  private final String user;
  private CatalogSettings catalog;
  private String route = ROUTE;
  private String before = "";
  private TestContext context;

  public LakeHub(Path folder, String url, String user) {
    this.folder = folder;
    this.url = url;
    this.user = user;
    this.catalog = new CatalogSettings(folder.resolve("lake").toString(), Map.of());
  }

  /** Its tables are elsewhere, in another catalog; the parameters say where. */
  public LakeHub at(CatalogSettings elsewhere) {
    catalog = elsewhere;
    return this;
  }

  /** Its records go to a table of the database, too, before they go to the lake. */
  public LakeHub alsoUpserting(String parameters) {
    before =
        "        - to: {uri: \"kamelet:caravan-upsert\", parameters: {%s}}\n".formatted(parameters);
    return this;
  }

  /** Its stream has another name than that of others. */
  public LakeHub as(String name) {
    route = name;
    return this;
  }

  public static LakeHub onSqlite(Path folder) {
    return new LakeHub(folder, "jdbc:sqlite:" + folder.resolve("caravan.db"), "");
  }

  /** Starts, or starts anew, with parameters as in YAML's flow style. */
  public LakeHub start(String parameters) throws Exception {
    close();
    context =
        new TestContext()
            .with(
                Map.of(
                    "lake.warehouse",
                    folder.resolve("lake").toString(),
                    "caravan.datasource.url",
                    url,
                    "caravan.datasource.username",
                    user,
                    "caravan.datasource.password",
                    user.equals("postgres") ? user : ""))
            .routes(
                """
                - route:
                    id: %s
                    from:
                      uri: direct:in
                      steps:
                %s        - to: {uri: "kamelet:caravan-lake", parameters: {%s}}
                """
                    .formatted(route, before, parameters))
            .start();
    return this;
  }

  public TestContext context() {
    return context;
  }

  public Database database() {
    return context.bean("caravanDatabase", Database.class);
  }

  public Lake lake() {
    return context.bean("caravanLake", Lake.class);
  }

  /** Has records accepted as one page. */
  public LoadResult accept(Map<?, ?>... records) {
    return accept(Arrays.asList(records));
  }

  public LoadResult accept(List<? extends Map<?, ?>> records) {
    return accept(records, exchange -> {});
  }

  /** The same of a page of a run, which puts something on the exchange. */
  LoadResult accept(List<? extends Map<?, ?>> records, Consumer<Exchange> run) {
    try (var template = context.context().createProducerTemplate()) {
      LoadResult[] result = new LoadResult[1];
      Exchange sent =
          template.send(
              "direct:in",
              exchange -> {
                exchange.getMessage().setBody(new ArrayList<>(records));
                exchange.setProperty("caravanLedger", new Ledger());
                run.accept(exchange);
              });
      if (sent.getException() instanceof RuntimeException failure) {
        throw failure;
      }
      result[0] = Ledger.of(sent).sum();
      return result[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Publishes as the end of a run does. */
  public LakeHub publish() {
    lake().atEnd(route);
    return this;
  }

  public Table table(String name) {
    return new Catalogs(database()).find(catalog, name).orElseThrow();
  }

  /** The rows of a table by Iceberg's own reader, without nulls, in the order of a column. */
  public List<Map<String, Object>> rows(String table, String order) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Table read = table(table);
    try (CloseableIterable<Record> records = IcebergGenerics.read(read).build()) {
      for (Record record : records) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (Types.NestedField field : read.schema().columns()) {
          Object value = record.getField(field.name());
          if (value != null) {
            row.put(field.name(), value instanceof OffsetDateTime time ? time.toInstant() : value);
          }
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows.sort(Comparator.comparing(row -> String.valueOf(row.get(order))));
    return rows;
  }

  /** Files below a table's folder that nobody needs. */
  public List<String> orphans(String name) {
    Table read = table(name);
    List<String> files = new ArrayList<>();
    ((SupportsPrefixOperations) read.io())
        .listPrefix(read.location() + "/")
        .forEach(file -> files.add(file.location()));
    return NeededFiles.ofAll(read, Set.of()).missing(files);
  }

  /** A record: names and values. */
  public static Map<String, Object> row(Object... pairs) {
    Map<String, Object> record = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      record.put((String) pairs[i], pairs[i + 1]);
    }
    return record;
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
      context = null;
    }
  }
}
