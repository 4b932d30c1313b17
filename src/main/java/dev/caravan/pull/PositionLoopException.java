package dev.caravan.pull;

/** The API sends the scan to a position where it already was; going on would never end. */
public final class PositionLoopException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PositionLoopException(String position) {
    super(
        "the API names position '"
            + position
            + "' as the next one, where this scan already was; its pages form a loop");
  }
}
