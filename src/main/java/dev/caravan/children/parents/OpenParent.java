package dev.caravan.children.parents;

import dev.caravan.pull.ScanStart;
import dev.caravan.state.Walked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A parent whose records are being read, or several that one request asks for.
 *
 * @param members the parents
 * @param heeded how many of them, from the first on, the API was seen to heed in this scan
 * @param watermark of its last complete scan
 * @param start when its scan began
 * @param position the page to fetch next, empty for the first
 * @param maxSeen the newest mark so far
 * @param walked the way of its scan so far
 * @param setback what went wrong in this scan; empty when nothing did
 */
public record OpenParent(
    List<Parent> members,
    int heeded,
    Optional<String> watermark,
    ScanStart start,
    Optional<String> position,
    Optional<String> maxSeen,
    Walked walked,
    Optional<Setback> setback) {

  public OpenParent {
    members = List.copyOf(members);
  }

  /**
   * Failures of a parent in a scan.
   *
   * @param attempts that failed
   * @param reason of the last one, for people and without secrets
   */
  public record Setback(int attempts, String reason) {}

  /** A parent of which nothing was asked yet. */
  public static OpenParent of(Parent parent, Optional<String> watermark) {
    return new OpenParent(
        List.of(parent),
        0,
        watermark,
        ScanStart.ours(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Walked.NOTHING,
        Optional.empty());
  }

  /** The same with another watermark. */
  public OpenParent advancedTo(Optional<String> mark) {
    return new OpenParent(members, heeded, mark, start, position, maxSeen, walked, setback);
  }

  /** The same, to go on at a position. */
  public OpenParent at(
      ScanStart scanStart, Optional<String> next, Optional<String> newest, Walked way) {
    return new OpenParent(members, heeded, watermark, scanStart, next, newest, way, setback);
  }

  /** The same, from its first page on. */
  public OpenParent anew(Instant now) {
    return at(ScanStart.ours(now), Optional.empty(), Optional.empty(), Walked.NOTHING);
  }

  /** The same after another failure. */
  public OpenParent failed(String reason) {
    Setback next = new Setback(attempts() + 1, reason);
    return new OpenParent(
        members, heeded, watermark, start, position, maxSeen, walked, Optional.of(next));
  }

  /** The same, of which so many at least were heeded. */
  public OpenParent heeding(int atLeast) {
    int most = Math.max(heeded, atLeast);
    return new OpenParent(members, most, watermark, start, position, maxSeen, walked, setback);
  }

  /** The same for some parents only, or for others, too. */
  public OpenParent of(List<Parent> others) {
    return new OpenParent(others, heeded, watermark, start, position, maxSeen, walked, setback);
  }

  /** Some of its parents, of which nothing was asked yet. */
  public OpenParent part(int from, int to, Instant now) {
    return of(members.get(from), watermark).of(members.subList(from, to)).anew(now);
  }

  /** The parent, or the first of several. */
  public Parent parent() {
    return members.get(0);
  }

  /** How often it failed in this scan. */
  public int attempts() {
    return setback.map(Setback::attempts).orElse(0);
  }

  /** The parent and the page, for people. */
  @Override
  public String toString() {
    String others = members.size() == 1 ? "" : " and " + (members.size() - 1) + " more";
    return parent() + others + " page " + position.orElse("first");
  }
}
