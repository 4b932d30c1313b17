package dev.caravan.pull.paging;

import java.util.Optional;

/** What a response says of the page after it, as its way of paging reads it. */
public sealed interface Next {
  /** Where to ask for the next page; empty when the response seems to be the last one. */
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
   * The scan could not go on after this response, and must not stop, unless the response says that
   * it is the last one.
   *
   * @param why what the response lacks, and what to do
   */
  record Stuck(String why) implements Next {
    @Override
    public Optional<String> position() {
      return Optional.empty();
    }
  }
}
