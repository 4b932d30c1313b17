package dev.caravan.webhook.scheme;

import com.fasterxml.jackson.core.JsonPointer;
import dev.caravan.webhook.request.WebhookRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Text with pieces of a request in braces: {@code {timestamp}.{body}}. A place alone, such as
 * {@code body:/id}, is a template, too.
 */
public record Template(List<Part> parts) {
  private static final Pattern PIECE = Pattern.compile("\\{([a-z][a-z0-9-]*(?::[^{}]*)?)}");

  /** What may stand in braces besides places. */
  @FunctionalInterface
  public interface Words {
    /** The part that a word stands for; empty when there is no such word here. */
    Optional<Part> find(String word);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException naming the parameter and what stands in its braces
   */
  public static Template parse(String parameter, String text, Words words) {
    Optional<Place> alone = Place.find(text);
    if (alone.isPresent()) {
      return new Template(List.of(new Part.At(alone.get())));
    }
    List<Part> parts = new ArrayList<>();
    Matcher piece = PIECE.matcher(text);
    int from = 0;
    while (piece.find()) {
      literal(text.substring(from, piece.start())).ifPresent(parts::add);
      String word = piece.group(1);
      parts.add(
          words
              .find(word)
              .or(() -> Place.find(word).map(Part.At::new))
              .orElseThrow(() -> unknown(parameter, text, word)));
      from = piece.end();
    }
    literal(text.substring(from)).ifPresent(parts::add);
    return new Template(List.copyOf(parts));
  }

  /**
   * Hands over the bytes of the parts in their order, without joining them.
   *
   * @return false when one of them is not in the request
   */
  boolean feed(WebhookRequest request, Consumer<byte[]> sink) {
    for (Part part : parts) {
      Optional<byte[]> bytes = part.bytes(request);
      if (bytes.isEmpty()) {
        return false;
      }
      sink.accept(bytes.get());
    }
    return true;
  }

  /** The text; empty when one of the parts is not in the request, or blank. */
  public Optional<String> text(WebhookRequest request) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      Optional<String> piece = part.text(request);
      if (piece.isEmpty()) {
        return Optional.empty();
      }
      text.append(piece.get());
    }
    return Optional.of(text.toString()).filter(whole -> !whole.isBlank());
  }

  /** The places that it reads. */
  public Stream<Place> places() {
    return parts.stream().flatMap(Part::places);
  }

  /** Whether the value at a place cannot change without a change of this text. */
  boolean covers(Place place) {
    if (place instanceof Place.Header header) {
      return places().anyMatch(read -> read instanceof Place.Header other && other.is(header));
    }
    if (place instanceof Place.Query) {
      return has("url");
    }
    return place instanceof Place.Field && has("form")
        || parts.stream().anyMatch(Part.WholeBody.class::isInstance)
        || places().anyMatch(place::equals);
  }

  private boolean has(String word) {
    return parts.stream()
        .anyMatch(part -> part instanceof Part.Always always && always.name().equals(word));
  }

  /** The JSON pointers among some places. */
  public static Set<JsonPointer> pointers(Stream<Place> places) {
    Set<JsonPointer> pointers = new LinkedHashSet<>();
    places.forEach(
        place -> {
          if (place instanceof Place.Body body) {
            pointers.add(body.pointer());
          }
        });
    return pointers;
  }

  private static Optional<Part> literal(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new Part.Literal(text));
  }

  private static IllegalArgumentException unknown(String parameter, String text, String word) {
    return new IllegalArgumentException(
        parameter
            + " '"
            + text
            + "' has {"
            + word
            + "}, which is unknown here; there are {header:NAME}, {body:/json/pointer} and the"
            + " words of docs/webhooks.md");
  }
}
