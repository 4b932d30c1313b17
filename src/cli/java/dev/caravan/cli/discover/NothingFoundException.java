package dev.caravan.cli.discover;

/** The API gave no list of which a stream could be made. The message says why, without secrets. */
final class NothingFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NothingFoundException(String message) {
    super(message);
  }
}
