package dev.caravan.config;

/** A bean of Caravan's that knows at the start of a context whether it can do its work. */
public interface StartCheck {
  /**
   * Looks at its configuration, and at nothing that may be down for a while.
   *
   * @throws ConfigurationException when it can never work as it is configured
   */
  void checkAtStart();
}
