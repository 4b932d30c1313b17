package dev.caravan.webhook.scheme;

import com.fasterxml.jackson.core.JsonPointer;
import dev.caravan.webhook.request.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A piece of a {@link Template}: literal text, or something of a request. */
public sealed interface Part {

  /** The bytes of this piece; empty when the request has no such value. */
  Optional<byte[]> bytes(WebhookRequest request);

  /** The text of this piece; empty when the request has no such value. */
  default Optional<String> text(WebhookRequest request) {
    return bytes(request).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** What it reads of a request. */
  default Stream<Place> places() {
    return Stream.of();
  }

  /** Text as written in the configuration. */
  record Literal(String literal, byte[] utf8) implements Part {
    public Literal(String literal) {
      this(literal, literal.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> bytes(WebhookRequest request) {
      return Optional.of(utf8);
    }
  }

  /** The whole body as received. */
  record WholeBody() implements Part {
    @Override
    public Optional<byte[]> bytes(WebhookRequest request) {
      return Optional.of(request.body());
    }
  }

  /** A value at a place. */
  record At(Place place) implements Part {
    @Override
    public Stream<Place> places() {
      return Stream.of(place);
    }

    @Override
    public Optional<byte[]> bytes(WebhookRequest request) {
      return text(request).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> text(WebhookRequest request) {
      return place.read(request);
    }
  }

  /** Something that every request has, such as its method. */
  record Always(String name, Function<WebhookRequest, String> value) implements Part {
    @Override
    public Optional<byte[]> bytes(WebhookRequest request) {
      return Optional.of(value.apply(request).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The HMAC of a value at a place, for the reply to a challenge. */
  record Signed(Place place, Encoding encoding, Function<byte[], byte[]> mac) implements Part {
    @Override
    public Stream<Place> places() {
      return Stream.of(place);
    }

    @Override
    public Optional<byte[]> bytes(WebhookRequest request) {
      return place
          .read(request)
          .map(text -> mac.apply(text.getBytes(StandardCharsets.UTF_8)))
          .map(mac -> encoding.write(mac).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Those fields of a JSON object that are there, as lines of name and value in turn. */
  record Lines(List<String> names) implements Part {
    @Override
    public Stream<Place> places() {
      return names.stream().map(Lines::field);
    }

    @Override
    public Optional<byte[]> bytes(WebhookRequest request) {
      request.requireDistinctFields();
      StringBuilder lines = new StringBuilder();
      for (String name : names) {
        field(name)
            .read(request)
            .ifPresent(value -> lines.append(name).append('\n').append(value).append('\n'));
      }
      return Optional.of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Place field(String name) {
      return new Place.Body(JsonPointer.valueOf("/" + name));
    }
  }
}
