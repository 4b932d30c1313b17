package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.WebhookReply;
import dev.caravan.webhook.request.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request by which a provider finds out whether an address is meant for it, and our reply.
 *
 * @param method of such a request
 * @param when what makes a request one, all of them
 * @param token where the provider sends a secret that it was told, and that secret
 * @param signed whether it must be signed as events are
 * @param reply the body of the reply
 * @param replyType its content type
 * @param replyHeaders more headers of the reply
 * @param keeper what is done with a secret that the first condition finds
 */
public record Challenge(
    String method,
    List<Condition> when,
    Optional<Token> token,
    boolean signed,
    Template reply,
    String replyType,
    Map<String, Template> replyHeaders,
    Consumer<String> keeper) {

  /** What a challenge sends back may be nothing that a browser or a log would take for more. */
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._~+/=:*-]{1,512}");

  /**
   * A value that is there.
   *
   * @param value the only one that counts; empty for any
   */
  record Condition(Place place, Optional<String> value) {
    boolean holds(WebhookRequest request) {
      Optional<String> found = place.read(request);
      return found.isPresent() && (value.isEmpty() || value.equals(found));
    }
  }

  /** A secret of its own at a place of the request. */
  record Token(Place place, byte[] secret) {
    boolean fits(WebhookRequest request) {
      byte[] given = place.read(request).orElse("").getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(Verification.sha256(secret), Verification.sha256(given));
    }
  }

  /** Whether a request is one. */
  public boolean matches(WebhookRequest request) {
    return method.equals(request.method())
        && when.stream().allMatch(condition -> condition.holds(request));
  }

  /** The reply to a request that matches and is signed if it must be. */
  public WebhookReply answer(WebhookRequest request) {
    if (token.isPresent() && !token.get().fits(request)) {
      return WebhookReply.UNVERIFIED;
    }
    boolean harmless =
        templates()
            .flatMap(Template::places)
            .allMatch(place -> HARMLESS.matcher(place.read(request).orElse("")).matches());
    if (!harmless) {
      return WebhookReply.BAD_CHALLENGE;
    }
    when.stream()
        .findFirst()
        .flatMap(condition -> condition.place().read(request))
        .filter(found -> HARMLESS.matcher(found).matches())
        .ifPresent(keeper);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    replyHeaders.forEach((name, value) -> headers.put(name, value.text(request).orElse("")));
    return WebhookReply.challenge(replyType, reply.text(request).orElse(""), headers);
  }

  /** What it reads. */
  Stream<Place> places() {
    return Stream.concat(
        Stream.concat(when.stream().map(Condition::place), token.stream().map(Token::place)),
        templates().flatMap(Template::places));
  }

  private Stream<Template> templates() {
    return Stream.concat(Stream.of(reply), replyHeaders.values().stream());
  }
}
