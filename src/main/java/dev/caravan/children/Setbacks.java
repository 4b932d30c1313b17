package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.children.parents.SetAside;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parents whose pages failed: each is asked for again when the others are complete, and set aside
 * after so many attempts. When many fail in a row it is not they. For one run, by one thread at a
 * time.
 */
final class Setbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);

  /** So many parents in a row cannot all be bad. */
  private static final int MOST_IN_A_ROW = 10;

  /** The checkpoint holds those that wait for another attempt. */
  private static final int MOST_WAITING = 50;

  private final String run;
  private final int attempts;
  private final Clock clock;
  private SetAside aside = SetAside.NONE;
  private boolean others;
  private int inARow;
  private Optional<ParentFailure> last = Optional.empty();

  Setbacks(String run, int attempts, Clock clock) {
    this.run = run;
    this.attempts = attempts;
    this.clock = clock;
  }

  /** Resumes where an earlier run of the scan was. */
  void resume(ParentsPosition position) {
    aside = position.aside();
    others = position.answered();
  }

  /** A parent was read, so the API answers. */
  void answered() {
    others = true;
    inARow = 0;
  }

  /**
   * A parent failed.
   *
   * @param waiting how many wait for another attempt
   * @return the parent as it is asked for again; empty when it was set aside
   * @throws RuntimeException when so many failed in a row that it is the matter of the run
   */
  Optional<OpenParent> add(OpenParent parent, ParentFailure failure, long waiting) {
    if (parent.attempts() == 0 && ++inARow >= MOST_IN_A_ROW) {
      throw failure.ofRun(
          "each of the last %d parents failed, so that it is the path, the parameters or the API rather than they; parent %s"
              .formatted(inARow, parent));
    }
    last = Optional.of(failure);
    OpenParent failed = parent.failed(failure.reason());
    LOG.warn(
        "{}: parent {} failed, attempt {} of {}: {}",
        run,
        parent,
        failed.attempts(),
        attempts,
        failure.reason());
    if (failed.attempts() >= attempts || waiting >= MOST_WAITING) {
      aside = aside.with(failed);
      return Optional.empty();
    }
    // What a page in the middle does not get over, another way to it may.
    boolean anew = failure.moved() || failed.attempts() > 1;
    return Optional.of(anew ? failed.anew(clock.instant()) : failed);
  }

  /**
   * No parent of the scan was read.
   *
   * @throws RuntimeException when any failed, since it may be the matter of the run then
   */
  void requireOthers() {
    if (last.isPresent()) {
      throw last.get()
          .ofRun(
              "no parent could be read, so that it may be the path, the parameters or the API"
                  + " rather than they");
    }
    aside
        .note()
        .ifPresent(
            note -> {
              throw new IllegalStateException("no parent could be read: " + note);
            });
  }

  /** Whether any parent of the scan was read. */
  boolean haveOthers() {
    return others;
  }

  /** Whether the scan goes on without some. */
  boolean any() {
    return aside.count() > 0;
  }

  /** Those that the scan goes on without. */
  SetAside aside() {
    return aside;
  }
}
