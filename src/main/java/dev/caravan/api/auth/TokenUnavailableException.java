package dev.caravan.api.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The token endpoint cannot be reached or is out of order for now; the request is sent again. */
public final class TokenUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> serversWord;

  TokenUnavailableException(String message, Optional<Duration> serversWord) {
    super(message);
    this.serversWord = serversWord;
  }

  /** How long the token endpoint asks to wait. */
  public Optional<Duration> serversWord() {
    return serversWord == null ? Optional.empty() : serversWord;
  }
}
