package dev.caravan.pull.paging;

import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import java.util.Optional;

/** The parameters of the {@code caravan-pull} kamelet about records that come in pieces. */
public final class PieceParameters {
  private String key = "";
  private String end = "";

  public void setKey(String key) {
    this.key = key;
  }

  public void setEnd(String end) {
    this.end = end;
  }

  /**
   * How pieces come together; empty when records come whole.
   *
   * @throws IllegalArgumentException when one of the two is missing
   */
  public Optional<Pieces> toPieces() {
    if (key.isEmpty() != end.isEmpty()) {
      throw new IllegalArgumentException("pieceKey and pieceEnd need each other");
    }
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Pieces(JsonPathTo.field("pieceKey", key), Locator.parse("pieceEnd", end)));
  }
}
