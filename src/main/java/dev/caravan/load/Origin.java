package dev.caravan.load;

import java.util.Objects;

/**
 * Where a page of records came from: the stream, the run and the position in it (a cursor, a page
 * number, an offset of a topic). Stands in every quarantine row.
 */
public record Origin(String stream, String runId, String position) {
  public Origin {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(runId, "runId");
  }
}
