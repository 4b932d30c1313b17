package dev.caravan.webhook.scheme;

import com.fasterxml.jackson.core.JsonPointer;
import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a value stands in a request: {@code header:NAME}, {@code body:/json/pointer} … */
public sealed interface Place {
  Pattern FORM = Pattern.compile("(header|query|body|form):(.+)");
  Pattern TOKEN = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");

  /**
   * The value; empty when it is not there.
   *
   * @throws UnverifiedException when a header or query parameter stands twice
   */
  Optional<String> read(WebhookRequest request);

  /** A header of the request itself; the name's case does not count. */
  record Header(String name) implements Place {
    @Override
    public String toString() {
      return "header:" + name;
    }

    @Override
    public Optional<String> read(WebhookRequest request) {
      return request.header(name);
    }

    boolean is(Header other) {
      return name.equalsIgnoreCase(other.name);
    }
  }

  /** A query parameter. */
  record Query(String name) implements Place {
    @Override
    public String toString() {
      return "query:" + name;
    }

    @Override
    public Optional<String> read(WebhookRequest request) {
      return request.query(name);
    }
  }

  /** A scalar in a JSON body. */
  record Body(JsonPointer pointer) implements Place {
    @Override
    public String toString() {
      return "body:" + pointer;
    }

    @Override
    public Optional<String> read(WebhookRequest request) {
      return request.field(pointer);
    }
  }

  /** A field of a form body; of several the first. */
  record Field(String name) implements Place {
    @Override
    public String toString() {
      return "form:" + name;
    }

    @Override
    public Optional<String> read(WebhookRequest request) {
      return request.form().all(name).stream().findFirst();
    }
  }

  /** The rest of that element of a list which begins with a prefix: {@code t=} of Stripe. */
  record Element(Place list, String separator, String prefix) implements Place {
    @Override
    public Optional<String> read(WebhookRequest request) {
      String found = null;
      for (String element : Signatures.split(list.read(request).orElse(""), separator)) {
        if (element.startsWith(prefix)) {
          if (found != null) {
            throw new UnverifiedException("the element " + prefix + " stands more than once");
          }
          found = element.substring(prefix.length());
        }
      }
      return Optional.ofNullable(found);
    }
  }

  /**
   * Reads a place as it is written.
   *
   * @throws IllegalArgumentException naming the parameter, the value and the rule
   */
  static Place parse(String parameter, String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    parameter
                        + " '"
                        + text
                        + "' is no place in a request; write header:NAME, body:/json/pointer,"
                        + " query:NAME or form:NAME"));
  }

  /** The place, when the text is one. */
  static Optional<Place> find(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String what = form.group(2);
    return switch (form.group(1)) {
      case "header" ->
          TOKEN.matcher(what).matches() ? Optional.of(new Header(what)) : Optional.empty();
      case "query" -> Optional.of(new Query(what));
      case "form" -> Optional.of(new Field(what));
      default ->
          what.startsWith("/")
              ? Optional.of(new Body(JsonPointer.compile(what)))
              : Optional.empty();
    };
  }
}
