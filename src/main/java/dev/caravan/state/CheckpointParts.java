package dev.caravan.state;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** The parts of a checkpoint, named through it: {@code Checkpoint.Scan}. */
public sealed interface CheckpointParts permits Checkpoint {
  /**
   * A feed.
   *
   * @param snapshot the snapshot under way that takes the place of what the feed no longer has
   * @param numbers what is known of the numbers of its changes; empty when they have none
   */
  record Feed(Optional<Snapshot> snapshot, Optional<Numbers> numbers) {}

  /**
   * The numbers of the changes of a feed.
   *
   * @param newest the largest so far
   * @param inARow how many followed each other up to it without a gap
   */
  record Numbers(BigDecimal newest, long inARow) {}

  /**
   * A snapshot under way; where it is stands in {@code scan}.
   *
   * @param lostCursor the cursor that the API no longer knew; empty when there was none yet
   * @param lastRead when the feed was last read
   * @param anchored whether the end of the feed was read, before the first page
   * @param anchor where the feed resumes after it; empty for the feed's beginning
   */
  record Snapshot(
      Optional<String> lostCursor,
      Optional<Instant> lastRead,
      boolean anchored,
      Optional<String> anchor) {}

  /**
   * A scan under way.
   *
   * @param started when it began
   * @param position the page to fetch next, empty for the first
   * @param maxSeen the newest mark so far
   * @param walked the way so far; empty when that is not known, such as after a change by hand
   * @param terms on which it runs; empty when they are not known
   */
  record Scan(
      Instant started,
      Optional<String> position,
      Optional<String> maxSeen,
      Optional<Walked> walked,
      Optional<Terms> terms) {
    /** A scan that runs on any terms. */
    public Scan(
        Instant started,
        Optional<String> position,
        Optional<String> maxSeen,
        Optional<Walked> walked) {
      this(started, position, maxSeen, walked, Optional.empty());
    }

    /** A scan of whose way nothing is known. */
    public Scan(Instant started, Optional<String> position, Optional<String> maxSeen) {
      this(started, position, maxSeen, Optional.empty());
    }
  }
}
