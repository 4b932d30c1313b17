package dev.caravan.pull;

import dev.caravan.config.Share;
import dev.caravan.response.JsonPathTo;
import java.util.Optional;

/** The parameters of the {@code caravan-pull} kamelet about what a full scan does not list. */
public final class MissingParameters {
  private Optional<String> mode = Optional.empty();
  private double maxDeletes = 0.2;

  /** {@code soft} or {@code hard}: how it is deleted. */
  public void setMode(String mode) {
    this.mode = Optional.of(mode);
  }

  /** The share of a table's rows, or of a topic's keys, that one scan may delete. */
  public void setMaxDeletes(String share) {
    this.maxDeletes = Share.parse("maxDeletes", share);
  }

  /** {@code soft} or {@code hard}; empty when nothing is deleted. */
  public Optional<String> mode() {
    return mode;
  }

  /** From 0 to 1. */
  public double maxDeletes() {
    return maxDeletes;
  }

  /**
   * Checks what no single parameter can.
   *
   * @throws IllegalArgumentException when the scans of the stream do not list everything
   */
  void check(boolean watermark, JsonPathTo records) {
    if (mode.isPresent() && watermark) {
      throw new IllegalArgumentException(
          "deleteMissing needs scans of everything, and with watermark they read only what is new;"
              + " give the table a second route without watermark, with deleteMissing and a longer"
              + " every");
    }
    if (mode.isPresent() && records.hasFilter()) {
      throw new IllegalArgumentException(
          "deleteMissing would delete what the filter in records %s leaves out, though the API lists it; take the filter into a step of the route"
              .formatted(records));
    }
  }
}
