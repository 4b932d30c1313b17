package dev.caravan.replay;

import dev.caravan.config.Share;
import dev.caravan.pull.Stream;
import dev.caravan.pull.Streams;
import dev.caravan.response.Locator;
import java.util.Optional;

/**
 * The parameters of the {@code caravan-replay} kamelet about what takes the place of changes that
 * the feed no longer has.
 */
public final class SnapshotParameters {
  private Streams streams = new Streams();
  private String stream = "";
  private boolean atStart;
  private double maxDeletes = 0.2;
  private String anchorPath = "";
  private String anchor = "";

  /** Where the streams of other routes are found. */
  public void setStreams(Streams streams) {
    this.streams = streams;
  }

  /** The route of a {@code caravan-pull} stream. */
  public void setStream(String stream) {
    this.stream = stream;
  }

  /** {@code beginning} or {@code snapshot}. */
  public void setStart(String start) {
    this.atStart = start.equals("snapshot");
  }

  /** A share of the rows such as {@code 20%} or {@code 0.2}. */
  public void setMaxDeletes(String share) {
    this.maxDeletes = Share.parse("maxSnapshotDeletes", share);
  }

  /** The request that tells where the feed ends. */
  public void setAnchorPath(String anchorPath) {
    this.anchorPath = anchorPath;
  }

  /** Where its response names that. */
  public void setAnchor(String anchor) {
    this.anchor = anchor;
  }

  /** The stream that the snapshot is taken through, when one is declared. */
  public Optional<String> stream() {
    return Optional.of(stream).filter(name -> !name.isEmpty());
  }

  /**
   * The stream itself.
   *
   * @throws IllegalStateException naming the streams that there are, when it is none of them
   */
  public Stream source() {
    return streams
        .find(stream)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "snapshot '"
                        + stream
                        + "' is not the route of a caravan-pull stream; there are "
                        + streams.names()));
  }

  /** Whether a stream that never ran begins with a snapshot. */
  boolean isAtStart() {
    return atStart;
  }

  /** The share of a table's rows that a snapshot may delete. */
  public double maxDeletes() {
    return maxDeletes;
  }

  Optional<String> anchorPath() {
    return Optional.of(anchorPath).filter(path -> !path.isEmpty());
  }

  Optional<Locator> anchor() {
    return Optional.of(anchor)
        .filter(text -> !text.isEmpty())
        .map(text -> Locator.parse("anchor", text));
  }

  /**
   * Checks what no single parameter can.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  void check() {
    if (atStart && stream.isEmpty()) {
      throw new IllegalArgumentException(
          "start snapshot needs snapshot, the route of a caravan-pull stream");
    }
    if (!stream.isEmpty() && (anchorPath.isEmpty() || anchor.isEmpty())) {
      throw new IllegalArgumentException(
          "snapshot '"
              + stream
              + "' needs anchorPath, the request that tells where the feed ends, and anchor, the"
              + " place in its response");
    }
  }
}
