package dev.caravan.response;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A place in a response: {@code $.meta.total}, a JSONPath, or {@code header:X-Total}. */
public sealed interface Locator {
  /** What the name of a header looks like. */
  String NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  /** The value there; empty when there is none or it is null. */
  Optional<Object> find(Response response);

  /** Whether the response has the place, be it with null. */
  boolean exists(Response response);

  /**
   * Reads the text form.
   *
   * @param parameter the kamelet's parameter, for the error
   * @throws IllegalArgumentException when it is neither a JSONPath nor a header
   */
  static Locator parse(String parameter, String text) {
    if (!text.startsWith("header:")) {
      return new InBody(new JsonPathTo(parameter, text));
    }
    String name = text.substring("header:".length());
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          parameter + " '" + text + "' names no header such as header:X-Total");
    }
    return new InHeader(name);
  }

  /**
   * Reads the text form of a place that says yes or no; {@code not $.is_last} where it says the
   * contrary of what is asked.
   *
   * @throws IllegalArgumentException when it is neither a JSONPath nor a header
   */
  static Locator parseFlag(String parameter, String text) {
    return text.startsWith(Not.WORD)
        ? new Not(parse(parameter, text.substring(Not.WORD.length()).strip()))
        : parse(parameter, text);
  }

  /**
   * The value as text; numbers as they stand.
   *
   * @throws PagingException when it is an object or a list
   */
  default Optional<String> text(Response response) {
    return find(response).map(this::scalar).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** A single value as text. */
  private String scalar(Object value) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      throw new PagingException(
          this
              + " leads to "
              + value
              + ", not to a single value"
              + (value instanceof Map
                  ? "; if it is the next position and all its members go back as parameters, set"
                      + " cursorParam: '*'"
                  : ""));
    }
    return String.valueOf(value);
  }

  /** The value as a whole number; empty when it is none. */
  default Optional<Long> number(Response response) {
    return text(response).filter(text -> text.matches("-?\\d{1,18}")).map(Long::valueOf);
  }

  /**
   * The value as the name of a next page; null, missing, false and an empty text are none.
   *
   * @throws PagingException when it is an object or a list
   */
  default Optional<String> next(Response response) {
    return find(response)
        .filter(value -> !Boolean.FALSE.equals(value))
        .map(this::scalar)
        .filter(text -> !text.isEmpty());
  }

  /**
   * The value as the next page when it is an object whose members all go back: its JSON; null,
   * missing, false and an object without members are none.
   *
   * @throws PagingException when it is anything else
   */
  default Optional<String> members(Response response) {
    return find(response).filter(value -> !Boolean.FALSE.equals(value)).flatMap(this::json);
  }

  /** An object as JSON. */
  private Optional<String> json(Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      throw new PagingException(
          this
              + " leads to "
              + value
              + ", not to an object whose members could go back as parameters; set cursorParam to"
              + " the name of the one that takes it");
    }
    return members.isEmpty() ? Optional.empty() : Optional.of(JsonTexts.of(members));
  }

  /** The value as yes or no, also from text and numbers; empty when it is neither. */
  default Optional<Boolean> flag(Response response) {
    return text(response)
        .flatMap(
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "true", "1", "yes" -> Optional.of(true);
                  case "false", "0", "no" -> Optional.of(false);
                  default -> Optional.empty();
                });
  }

  /** A place that says the contrary. */
  record Not(Locator place) implements Locator {
    /** What stands before the place. */
    public static final String WORD = "not ";

    @Override
    public String toString() {
      return WORD + place;
    }

    @Override
    public Optional<Object> find(Response response) {
      return place.find(response);
    }

    @Override
    public boolean exists(Response response) {
      return place.exists(response);
    }

    @Override
    public Optional<Boolean> flag(Response response) {
      return place.flag(response).map(yes -> !yes);
    }
  }

  /** A header of the response. */
  record InHeader(String name) implements Locator {
    @Override
    public String toString() {
      return "header:" + name;
    }

    @Override
    public Optional<Object> find(Response response) {
      return response.header(name).map(value -> value);
    }

    @Override
    public boolean exists(Response response) {
      return response.header(name).isPresent();
    }
  }

  /** A JSONPath into the body. */
  record InBody(JsonPathTo path) implements Locator {
    @Override
    public String toString() {
      return path.toString();
    }

    @Override
    public Optional<Object> find(Response response) {
      return path.find(response.body());
    }

    @Override
    public boolean exists(Response response) {
      return response.body() != null && path.exists(response.body());
    }
  }
}
