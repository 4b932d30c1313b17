package dev.caravan.webhook;

import dev.caravan.webhook.request.BodyFields;
import dev.caravan.webhook.request.Incoming;
import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookReply;
import dev.caravan.webhook.request.WebhookRequest;
import dev.caravan.webhook.scheme.Challenge;
import dev.caravan.webhook.scheme.Part;
import dev.caravan.webhook.scheme.Place;
import dev.caravan.webhook.scheme.Scheme;
import dev.caravan.webhook.scheme.SignedValues;
import dev.caravan.webhook.scheme.Template;
import dev.caravan.webhook.scheme.UndecidedException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides what becomes of a request, from the request alone: the signature before anything that
 * could go wrong with its content. Safe for any thread.
 */
public final class Judge {
  private static final int LONGEST_TOPIC = 249;

  private final String source;
  private final Scheme scheme;
  private final Template topic;
  private final Optional<Template> key;
  private final BodyFields bodyFields;
  private final Optional<String> onlyTopic;

  /**
   * Knows a source's scheme, and where its events go.
   *
   * @param topic with {@code {source}} and {@code {type}}
   * @param key a place or a template; without it the event's id is the key
   * @throws IllegalArgumentException when the topic depends on what is not signed
   */
  public Judge(String source, Scheme scheme, String topic, Optional<String> key) {
    this.source = source;
    this.scheme = scheme;
    this.topic = Template.parse("topic", topic, this::topicWord);
    this.key = key.map(text -> Template.parse("key", text, word -> Optional.empty()));
    this.bodyFields =
        new BodyFields(
            Template.pointers(
                Stream.concat(
                    scheme.places(),
                    Stream.concat(
                        this.topic.places(), this.key.stream().flatMap(Template::places)))));
    requireSigned(this.topic.places());
    this.onlyTopic =
        this.topic.places().findAny().isEmpty() && !readsType()
            ? Optional.of(sanitized(topic.replace("{source}", source)))
            : Optional.empty();
  }

  /** The topic, when it is the same for all events. */
  Optional<String> onlyTopic() {
    return onlyTopic;
  }

  public Judgement judge(Incoming incoming) {
    WebhookRequest request = new WebhookRequest(incoming, bodyFields);
    try {
      return scheme
          .challenge()
          .filter(challenge -> challenge.matches(request))
          .filter(challenge -> challenge.signed() || !carriesSignature(request))
          .map(challenge -> challenged(challenge, request))
          .orElseGet(() -> event(request));
    } catch (UnverifiedException e) {
      return new Judgement.Answered(
          WebhookReply.UNVERIFIED, "a request is not authentic: " + e.getMessage());
    } catch (UndecidedException e) {
      return new Judgement.Answered(
          WebhookReply.UNAVAILABLE, "a request must wait: " + e.getMessage());
    }
  }

  private Judgement challenged(Challenge challenge, WebhookRequest request) {
    if (challenge.signed()) {
      scheme.check(request);
    }
    return new Judgement.Answered(challenge.answer(request));
  }

  private Judgement event(WebhookRequest request) {
    if (!request.method().equals("POST")) {
      return new Judgement.Answered(WebhookReply.methodNotAllowed(scheme.methods()));
    }
    scheme.check(request);
    String id = scheme.eventId().of(request);
    return new Judgement.Accepted(
        new ReceivedEvent(
            source,
            onlyTopic.orElseGet(() -> sanitized(topic.text(request).orElse("webhook." + source))),
            key.flatMap(template -> template.text(request)).map(SignedValues::bounded).orElse(id),
            id,
            type(request).orElse("webhook." + source),
            request.contentType().map(SignedValues::bounded),
            request.received(),
            request.body()));
  }

  /** A signed request is an event, also when it looks like an unsigned challenge. */
  private boolean carriesSignature(WebhookRequest request) {
    return request.method().equals("POST") && scheme.verification().isSigned(request);
  }

  private Optional<String> type(WebhookRequest request) {
    return scheme
        .eventType()
        .flatMap(template -> template.text(request))
        .map(SignedValues::bounded);
  }

  private Optional<Part> topicWord(String word) {
    return switch (word) {
      case "source" -> Optional.of(new Part.Literal(source));
      case "type" ->
          Optional.of(new Part.Always("type", request -> type(request).orElse("untyped")));
      default -> Optional.empty();
    };
  }

  private boolean readsType() {
    return topic.parts().stream().anyMatch(Part.Always.class::isInstance);
  }

  /** Who replays a request could otherwise send it to another topic. */
  private void requireSigned(Stream<Place> places) {
    Stream<Place> type =
        readsType() ? scheme.eventType().stream().flatMap(Template::places) : Stream.of();
    Stream.concat(places, type)
        .filter(Predicate.not(scheme.verification()::covers))
        .findFirst()
        .ifPresent(
            place -> {
              throw new IllegalArgumentException(
                  "source "
                      + source
                      + ": the topic depends on "
                      + place
                      + ", which the signature does not cover; take it out of topic");
            });
  }

  /** What Kafka takes as the name of a topic. */
  private static String sanitized(String topic) {
    String name = topic.replaceAll("[^A-Za-z0-9._-]", "_");
    return name.length() <= LONGEST_TOPIC ? name : name.substring(0, LONGEST_TOPIC);
  }
}
