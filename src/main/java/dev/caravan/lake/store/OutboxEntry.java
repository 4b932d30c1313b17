package dev.caravan.lake.store;

import java.util.Map;

/**
 * A record on its way into the lake.
 *
 * @param seq its number within its table
 * @param kind what it does
 * @param values the texts of its columns, see {@code LakeTypes}
 */
public record OutboxEntry(
    long seq, IndexedRow row, Kind kind, String stream, Map<String, String> values) {

  /** What becomes of the row of the key. */
  public enum Kind {
    /** It holds these values and no others. */
    ROW("R"),
    /** It keeps its values beside these, which mark it as deleted. */
    SOFT_TOMBSTONE("S"),
    /** It goes. */
    TOMBSTONE("T");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }

    static Kind of(String code) {
      return switch (code) {
        case "R" -> ROW;
        case "S" -> SOFT_TOMBSTONE;
        default -> TOMBSTONE;
      };
    }
  }
}
