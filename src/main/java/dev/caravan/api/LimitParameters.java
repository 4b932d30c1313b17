package dev.caravan.api;

import static dev.caravan.api.auth.Required.present;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * By which responses an API says "slower" when it does not use 429, and by which it says "error"
 * with a success status. A response is a limit signal when everything that is declared of status,
 * header and body is in it.
 */
public final class LimitParameters {
  private Set<Integer> statuses = Set.of();
  private List<HeaderMatch> headers = List.of();
  private Optional<BodyMatch> body = Optional.empty();
  private Optional<BodyMatch> error = Optional.empty();

  /** A header that is there, or has a value. */
  private record HeaderMatch(String name, Optional<String> value) {
    static HeaderMatch parse(String text) {
      String[] parts = text.strip().split("\\s*=\\s*", 2);
      if (!parts[0].matches("[\\w!#$%&'*+.^`|~-]+")) {
        throw new IllegalArgumentException(
            "limitHeader '" + text + "' is not of the form NAME or NAME=VALUE");
      }
      return new HeaderMatch(
          parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
    }

    boolean matches(Map<String, String> headers) {
      return headers.entrySet().stream()
          .filter(header -> name.equalsIgnoreCase(header.getKey()) && header.getValue() != null)
          .anyMatch(
              header -> value.isEmpty() || value.get().equalsIgnoreCase(header.getValue().strip()));
    }
  }

  void status(String list) {
    Set<Integer> parsed = new TreeSet<>();
    for (String status : present("limitStatus", list).strip().split("\\s*,\\s*")) {
      if (!status.matches("[1-5]\\d\\d")) {
        throw new IllegalArgumentException(
            "limitStatus '" + list + "' is not a list of HTTP statuses, such as 403 or 403,420");
      }
      parsed.add(Integer.valueOf(status));
    }
    this.statuses = parsed;
  }

  void header(String list) {
    this.headers =
        Stream.of(present("limitHeader", list).split(",")).map(HeaderMatch::parse).toList();
  }

  void body(String text) {
    this.body = Optional.of(BodyMatch.parse("limitBody", present("limitBody", text)));
  }

  void error(String text) {
    this.error = Optional.of(BodyMatch.parse("errorBody", present("errorBody", text)));
  }

  /** Whether bodies of responses with a success status must be looked into at all. */
  public boolean looksIntoAnswers() {
    return isDeclared() || error.isPresent();
  }

  /**
   * Whether a response asks to be slower.
   *
   * @param content read only when status and header match
   */
  public boolean isSignal(int status, Map<String, String> answered, Supplier<byte[]> content) {
    return isDeclared()
        && (statuses.isEmpty() || statuses.contains(status))
        && (headers.isEmpty() || headers.stream().anyMatch(header -> header.matches(answered)))
        && (body.isEmpty() || body.get().isIn(content.get()));
  }

  /** The declared place of errors, when something is there. */
  public Optional<String> error(Supplier<byte[]> content) {
    return error.filter(match -> match.isIn(content.get())).map(BodyMatch::toString);
  }

  private boolean isDeclared() {
    return !statuses.isEmpty() || !headers.isEmpty() || body.isPresent();
  }
}
