package dev.caravan.cli.query;

import dev.caravan.api.auth.PlainText;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows for people: columns that stand below each other, long values cut, numbers to the right. */
final class TableRows implements Rows {
  private static final int WIDEST = 60;

  private final PrintWriter out;
  private final List<List<Object>> rows = new ArrayList<>();
  private List<String> names = List.of();

  TableRows(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void columns(List<String> names) {
    this.names = names.stream().map(TableRows::shown).toList();
  }

  @Override
  public void row(List<Object> values) {
    rows.add(values);
  }

  @Override
  public void end(boolean cut) {
    List<Integer> widths = IntStream.range(0, names.size()).mapToObj(this::width).toList();
    out.println(line(names.stream().map(Object.class::cast).toList(), widths));
    out.println(widths.stream().map("-"::repeat).collect(Collectors.joining("-+-")));
    rows.forEach(row -> out.println(line(row, widths)));
    out.printf(
        "(%d %s%s)%n",
        rows.size(),
        rows.size() == 1 ? "row" : "rows",
        cut ? ", and there are more: see --limit" : "");
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> length(shown(row.get(column))))
        .reduce(length(names.get(column)), Math::max);
  }

  private static String line(List<Object> values, List<Integer> widths) {
    return IntStream.range(0, widths.size())
        .mapToObj(column -> cell(values.get(column), widths.get(column)))
        .collect(Collectors.joining(" | "))
        .stripTrailing();
  }

  private static String cell(Object value, int width) {
    String text = shown(value);
    String space = " ".repeat(width - length(text));
    return value instanceof Number ? space + text : text + space;
  }

  private static String shown(Object value) {
    String text =
        value instanceof BigDecimal number
            ? number.toPlainString()
            : PlainText.of(String.valueOf(value));
    return length(text) <= WIDEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
