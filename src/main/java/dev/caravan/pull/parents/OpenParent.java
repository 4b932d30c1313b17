package dev.caravan.pull.parents;

import dev.caravan.state.Walked;
import java.time.Instant;
import java.util.Optional;

/**
 * A parent whose records are being read.
 *
 * @param parent whose records
 * @param watermark of its last complete scan
 * @param started when its scan began, by the server's clock once that told
 * @param position the page to fetch next, empty for the first
 * @param maxSeen the newest mark so far
 * @param walked the way of its scan so far
 */
public record OpenParent(
    Parent parent,
    Optional<String> watermark,
    Instant started,
    Optional<String> position,
    Optional<String> maxSeen,
    Walked walked) {

  /** A parent of which nothing was asked yet. */
  static OpenParent of(Parent parent, Optional<String> watermark) {
    return new OpenParent(
        parent, watermark, Instant.EPOCH, Optional.empty(), Optional.empty(), Walked.NOTHING);
  }

  /** The same with another watermark. */
  public OpenParent advancedTo(Optional<String> mark) {
    return new OpenParent(parent, mark, started, position, maxSeen, walked);
  }

  /** The same, to go on at a position. */
  public OpenParent at(
      Instant scanStarted, Optional<String> next, Optional<String> newest, Walked way) {
    return new OpenParent(parent, watermark, scanStarted, next, newest, way);
  }

  /** The parent and the page, for people. */
  @Override
  public String toString() {
    return parent + " page " + position.orElse("first");
  }
}
