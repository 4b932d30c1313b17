package dev.caravan.pull.parents;

import dev.caravan.pull.ScanStart;
import dev.caravan.state.Walked;
import java.time.Instant;
import java.util.Optional;

/**
 * A parent whose records are being read.
 *
 * @param parent whose records
 * @param watermark of its last complete scan
 * @param start when its scan began
 * @param position the page to fetch next, empty for the first
 * @param maxSeen the newest mark so far
 * @param walked the way of its scan so far
 * @param setback what went wrong in this scan; empty when nothing did
 */
public record OpenParent(
    Parent parent,
    Optional<String> watermark,
    ScanStart start,
    Optional<String> position,
    Optional<String> maxSeen,
    Walked walked,
    Optional<Setback> setback) {

  /**
   * Failures of a parent in a scan.
   *
   * @param attempts that failed
   * @param reason of the last one, for people and without secrets
   */
  public record Setback(int attempts, String reason) {}

  /** A parent of which nothing was asked yet. */
  static OpenParent of(Parent parent, Optional<String> watermark) {
    return new OpenParent(
        parent,
        watermark,
        ScanStart.ours(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Walked.NOTHING,
        Optional.empty());
  }

  /** The same with another watermark. */
  public OpenParent advancedTo(Optional<String> mark) {
    return new OpenParent(parent, mark, start, position, maxSeen, walked, setback);
  }

  /** The same, to go on at a position. */
  public OpenParent at(
      ScanStart scanStart, Optional<String> next, Optional<String> newest, Walked way) {
    return new OpenParent(parent, watermark, scanStart, next, newest, way, setback);
  }

  /** The same, from its first page on. */
  public OpenParent anew(Instant now) {
    return at(ScanStart.ours(now), Optional.empty(), Optional.empty(), Walked.NOTHING);
  }

  /** The same after another failure. */
  public OpenParent failed(String reason) {
    Setback next = new Setback(attempts() + 1, reason);
    return new OpenParent(parent, watermark, start, position, maxSeen, walked, Optional.of(next));
  }

  /** How often it failed in this scan. */
  public int attempts() {
    return setback.map(Setback::attempts).orElse(0);
  }

  /** The parent and the page, for people. */
  @Override
  public String toString() {
    return parent + " page " + position.orElse("first");
  }
}
