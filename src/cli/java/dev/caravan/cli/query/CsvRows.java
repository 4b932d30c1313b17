package dev.caravan.cli.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/** Rows as CSV with a header line, RFC 4180; null is nothing and empty text is two quotes. */
final class CsvRows implements Rows {
  private static final CsvMapper CSV =
      CsvMapper.builder().enable(CsvGenerator.Feature.ALWAYS_QUOTE_EMPTY_STRINGS).build();

  private final PrintWriter out;
  private ObjectWriter line;

  CsvRows(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void columns(List<String> names) {
    CsvSchema.Builder columns = CsvSchema.builder();
    names.forEach(columns::addColumn);
    line = CSV.writerFor(List.class).with(columns.build());
    write(names);
  }

  @Override
  public void row(List<Object> values) {
    write(
        values.stream()
            .map(value -> value instanceof BigDecimal number ? number.toPlainString() : value)
            .toList());
  }

  @Override
  public void end(boolean cut) {
    // Nothing but rows.
  }

  private void write(List<?> values) {
    try {
      out.print(line.writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
