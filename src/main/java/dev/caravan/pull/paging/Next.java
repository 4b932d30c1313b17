package dev.caravan.pull.paging;

import java.util.Optional;

/** What an answer says of the page after it, as its way of paging reads it. */
public sealed interface Next {
  /** Where to ask for the next page; empty when the answer seems to be the last one. */
  Optional<String> position();

  /** The scan can go on. */
  record At(String at) implements Next {
    @Override
    public Optional<String> position() {
      return Optional.of(at);
    }
  }

  /**
   * The scan cannot go on, or need not. Whether that makes it complete is not for the way of paging
   * to say.
   */
  record End(Evidence evidence) implements Next {
    @Override
    public Optional<String> position() {
      return Optional.empty();
    }
  }

  /**
   * The scan could not go on after this answer, and must not stop, unless the answer says that it
   * is the last one.
   *
   * @param why what the answer lacks, and what to do
   */
  record Stuck(String why) implements Next {
    @Override
    public Optional<String> position() {
      return Optional.empty();
    }
  }
}
