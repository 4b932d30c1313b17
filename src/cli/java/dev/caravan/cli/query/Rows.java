package dev.caravan.cli.query;

import java.util.List;

/** Takes the rows of a statement one after the other and writes them in one form. */
public interface Rows {
  /** What the columns are called; comes first. */
  void columns(List<String> names);

  /** A row: numbers, booleans, text and null. */
  void row(List<Object> values);

  /**
   * The last row was given.
   *
   * @param cut whether there are more of them, which were not asked for
   */
  void end(boolean cut);
}
