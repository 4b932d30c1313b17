package dev.caravan.cli.query;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Option;

/** In which form rows are shown, and how many. */
public final class RowsOptions {
  private static final long MOST_IN_A_TABLE = 100;

  @Option(names = "--csv", description = "As CSV with a header line.")
  private boolean csv;

  @Option(names = "--json", description = "As JSON, one array with an object per row.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many rows; without it a table has 100, CSV and JSON all.")
  private Optional<Long> limit = Optional.empty();

  /** Rows as a table for people. */
  public static Rows table(PrintWriter out) {
    return new TableRows(out);
  }

  /** How many rows are wanted. */
  long limit() {
    return limit.orElse(csv || json ? Long.MAX_VALUE : MOST_IN_A_TABLE);
  }

  Rows rows(PrintWriter out) {
    if (json) {
      return new JsonRows(out);
    }
    return csv ? new CsvRows(out) : new TableRows(out);
  }
}
