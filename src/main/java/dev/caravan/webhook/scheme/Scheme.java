package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a source says about its requests.
 *
 * @param verification how a request proves where it comes from
 * @param freshness how old it may be, when it carries a signed time
 * @param challenge how the provider tries the address, when it does
 * @param eventId what makes two requests the same event
 * @param eventType what happened, when requests say so
 */
public record Scheme(
    Verification verification,
    Optional<Freshness> freshness,
    Optional<Challenge> challenge,
    DeliveryId eventId,
    Optional<Template> eventType) {

  /**
   * Checks signature and time.
   *
   * @throws UnverifiedException when the request proves nothing
   */
  public void check(WebhookRequest request) {
    verification.check(request);
    freshness.ifPresent(limit -> limit.check(request));
  }

  /** The methods that are taken, for {@code Allow}. */
  public String methods() {
    return challenge
        .map(Challenge::method)
        .filter(method -> !method.equals("POST"))
        .map(method -> "POST, " + method)
        .orElse("POST");
  }

  /** Everything that it reads of a request. */
  public Stream<Place> places() {
    return Stream.of(
            verification.places(),
            freshness.stream().map(Freshness::place),
            challenge.stream().flatMap(Challenge::places),
            eventId.places(),
            eventType.stream().flatMap(Template::places))
        .flatMap(places -> places);
  }
}
