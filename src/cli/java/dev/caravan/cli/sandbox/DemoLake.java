package dev.caravan.cli.sandbox;

import dev.caravan.cli.launch.UserFiles;
import dev.caravan.lake.store.LakeStatus;
import dev.caravan.state.database.Database;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** One more stream of a demo, into the lake, where what that needs was added to the program. */
final class DemoLake {
  static final String ROUTES = "classpath:caravan-demo/lake.camel.yaml";

  private static final String NEEDED = "org/apache/iceberg/Table.class";
  private static final Pattern SHOP = Pattern.compile("(?m)^\\s*(- )?name: \"?shop\"?\\s*$");

  private DemoLake() {}

  /** Its routes, if the lake is there and the user's files still have the API that it asks. */
  static List<String> routes(UserFiles files) {
    boolean there = DemoLake.class.getClassLoader().getResource(NEEDED) != null;
    return there && files.routes().stream().anyMatch(DemoLake::hasShop)
        ? List.of(ROUTES)
        : List.of();
  }

  private static boolean hasShop(Path routes) {
    try {
      return SHOP.matcher(Files.readString(routes)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says what is in the lake, and how to read it. */
  static void print(Database database, PrintWriter out) {
    List<LakeStatus> tables = LakeStatus.all(database);
    if (tables.isEmpty()) {
      return;
    }
    tables.forEach(table -> out.printf("Lake, table %s%n", table.line(Instant.now())));
    String file = database.name().replaceFirst("^jdbc:sqlite:", "");
    out.printf(
        """
        It is below data/demo-lake. Read it with any engine that knows Iceberg, or by
          pip install 'pyiceberg[sql-sqlite,pyarrow]'
          python3 -c "from pyiceberg.catalog import load_catalog; print(load_catalog('caravan', type='sql', uri='sqlite:///%s', warehouse='data/demo-lake').load_table('caravan.items').scan().to_arrow())"
        """,
        file);
  }
}
