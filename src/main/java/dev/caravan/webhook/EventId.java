package dev.caravan.webhook;

import dev.caravan.webhook.scheme.Place;
import dev.caravan.webhook.scheme.Template;
import dev.caravan.webhook.scheme.Values;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What makes two requests the same event. */
public sealed interface EventId {

  /** The id of the event, never empty, of printable characters and bounded length. */
  String of(Request request);

  /** What it reads. */
  Stream<Place> places();

  /** The provider's own id; the hash of the body when a request has none. */
  record Told(Template template) implements EventId {
    @Override
    public String of(Request request) {
      return template.text(request).map(Values::bounded).orElseGet(() -> Values.hash(request));
    }

    @Override
    public Stream<Place> places() {
      return template.places();
    }
  }

  /** The hash of the body: equal bytes are one event. */
  record ContentHash() implements EventId {
    @Override
    public String of(Request request) {
      return Values.hash(request);
    }

    @Override
    public Stream<Place> places() {
      return Stream.of();
    }
  }

  /** Every request is an event of its own. */
  record Unique(Supplier<String> ids) implements EventId {
    static Unique random() {
      return new Unique(() -> UUID.randomUUID().toString());
    }

    @Override
    public String of(Request request) {
      return ids.get();
    }

    @Override
    public Stream<Place> places() {
      return Stream.of();
    }
  }

  /** Reads {@code content-hash}, {@code none}, a place or a template. */
  static EventId parse(Optional<String> text, Template.Words words) {
    return switch (text.orElse("content-hash")) {
      case "content-hash" -> new ContentHash();
      case "none" -> Unique.random();
      default -> new Told(Template.parse("eventId", text.orElseThrow(), words));
    };
  }
}
