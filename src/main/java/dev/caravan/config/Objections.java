package dev.caravan.config;

/**
 * Takes what is found to be wrong: a start stops at the first, a check goes on and takes them all.
 */
@FunctionalInterface
public interface Objections {
  /** Ends what is under way at the first fault. */
  Objections STOP =
      fault -> {
        throw new ConfigurationException(fault);
      };

  /** Something that a user wrote cannot work: where, what, which rule and what to do. */
  void add(String fault);
}
