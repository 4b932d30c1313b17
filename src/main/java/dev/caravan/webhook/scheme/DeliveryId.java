package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.WebhookRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What makes two requests the same event. */
public sealed interface DeliveryId {

  /** The id of the event, never empty, of printable characters and bounded length. */
  String of(WebhookRequest request);

  /** What it reads. */
  Stream<Place> places();

  /** The provider's own id; the hash of the body when a request has none. */
  record Told(Template template) implements DeliveryId {
    @Override
    public String of(WebhookRequest request) {
      return template
          .text(request)
          .map(SignedValues::bounded)
          .orElseGet(() -> SignedValues.hash(request));
    }

    @Override
    public Stream<Place> places() {
      return template.places();
    }
  }

  /** The hash of the body: equal bytes are one event. */
  record ContentHash() implements DeliveryId {
    @Override
    public String of(WebhookRequest request) {
      return SignedValues.hash(request);
    }

    @Override
    public Stream<Place> places() {
      return Stream.of();
    }
  }

  /** Every request is an event of its own. */
  record Unique(Supplier<String> ids) implements DeliveryId {
    static Unique random() {
      return new Unique(() -> UUID.randomUUID().toString());
    }

    @Override
    public String of(WebhookRequest request) {
      return ids.get();
    }

    @Override
    public Stream<Place> places() {
      return Stream.of();
    }
  }

  /** Reads {@code content-hash}, {@code none}, a place or a template. */
  static DeliveryId parse(Optional<String> text, Template.Words words) {
    return switch (text.orElse("content-hash")) {
      case "content-hash" -> new ContentHash();
      case "none" -> Unique.random();
      default -> new Told(Template.parse("eventId", text.orElseThrow(), words));
    };
  }
}
