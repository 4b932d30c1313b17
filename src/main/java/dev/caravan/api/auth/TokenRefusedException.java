package dev.caravan.api.auth;

/** The token endpoint gives no token for these credentials; asking again would not help. */
public final class TokenRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TokenRefusedException(String message) {
    super(message);
  }
}
