package dev.caravan.cli.query;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}: looks at the data without a shell of the database. */
@Command(
    name = "query",
    description =
        "Shows the rows of a statement on the database, which it lets read and nothing else.",
    mixinStandardHelpOptions = true)
public final class QueryCommand implements Callable<Integer> {
  private static final Object[] NO_PARAMETERS = {};

  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private RowsOptions rows = new RowsOptions();

  @Parameters(paramLabel = "SQL", description = "One statement, such as 'select * from items'.")
  private String sql;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      PrintWriter out = spec.commandLine().getOut();
      new ReadOnlyStatement(sql, rows.limit())
          .run(engine.bean("caravanDatabase", Database.class), NO_PARAMETERS, rows.rows(out));
      out.flush();
    }
    return 0;
  }
}
