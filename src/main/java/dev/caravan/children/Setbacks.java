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
public final class Setbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);

  /** So many parents in a row cannot all be bad. */
  private static final int MOST_IN_A_ROW = 10;

  /** The checkpoint holds those that wait for another attempt. */
  private static final int MOST_WAITING = 50;

  private final String run;
  private final String noun;
  private final int attempts;
  private final Clock clock;
  private SetAside aside = SetAside.NONE;
  private boolean others;
  private int inARow;
  private Optional<ParentFailure> last = Optional.empty();

  /**
   * None yet.
   *
   * @param noun what is scanned, for people
   */
  public Setbacks(String run, String noun, int attempts, Clock clock) {
    this.run = run;
    this.noun = noun;
    this.attempts = attempts;
    this.clock = clock;
  }

  /** Resumes where an earlier run of the scan was. */
  public void resume(ParentsPosition position) {
    aside = position.aside();
    others = position.answered();
  }

  /** A parent was read, so the API answers. */
  public void answered() {
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
  public Optional<OpenParent> add(OpenParent parent, ParentFailure failure, long waiting) {
    if (parent.attempts() == 0 && ++inARow >= MOST_IN_A_ROW) {
      throw failure.ofRun(
          "each of the last %d %ss failed, so that it is the path, the parameters or the API rather than they; %s %s"
              .formatted(inARow, noun, noun, parent));
    }
    last = Optional.of(failure);
    OpenParent failed = parent.failed(failure.reason());
    LOG.warn(
        "{}: {} {} failed, attempt {} of {}: {}",
        run,
        noun,
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

  /** A parent failed that no other attempt would help. */
  public void give(OpenParent parent, ParentFailure failure) {
    last = Optional.of(failure);
    OpenParent failed = parent.failed(failure.reason());
    LOG.warn("{}: {} {} is set aside: {}", run, noun, parent, failure.reason());
    aside = aside.with(failed);
  }

  /**
   * No parent of the scan was read.
   *
   * @throws RuntimeException when any failed, since it may be the matter of the run then
   */
  public void requireOthers() {
    if (last.isPresent()) {
      throw last.get()
          .ofRun(
              "no "
                  + noun
                  + " could be read, so that it may be the path, the parameters or the API"
                  + " rather than they");
    }
    aside
        .note(noun)
        .ifPresent(
            note -> {
              throw new IllegalStateException("no " + noun + " could be read: " + note);
            });
  }

  /** Whether any parent of the scan was read. */
  public boolean haveOthers() {
    return others;
  }

  /** Whether the scan goes on without some. */
  public boolean any() {
    return aside.count() > 0;
  }

  /** Those that the scan goes on without. */
  public SetAside aside() {
    return aside;
  }
}
