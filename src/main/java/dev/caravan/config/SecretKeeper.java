package dev.caravan.config;

/** Knows secrets that no text may show. Safe for any thread. */
public interface SecretKeeper {
  /** A text for people, on one line, with {@code ***} for each of the secrets. */
  String hideSecrets(String text);
}
