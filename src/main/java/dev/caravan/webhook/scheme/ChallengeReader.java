package dev.caravan.webhook.scheme;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.SecretKey;

/** Makes the {@link Challenge} of a source's settings. */
final class ChallengeReader {
  private final Settings settings;
  private final SigningSecrets secrets;

  ChallengeReader(Settings settings, SigningSecrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  /** Empty when the provider does not try addresses. */
  Optional<Challenge> read() {
    return settings.find("challengeMethod").map(this::challenge);
  }

  private Challenge challenge(String method) {
    if (!List.of("GET", "HEAD", "POST", "OPTIONS").contains(method)) {
      throw new IllegalArgumentException(
          "challengeMethod '" + method + "' is not one of GET, HEAD, POST, OPTIONS");
    }
    return new Challenge(
        method,
        list("challengeWhen").stream().map(ChallengeReader::condition).toList(),
        settings.place("challengeToken").map(this::token),
        settings.isTrue("challengeSigned"),
        reply("challengeReply", settings.get("challengeReply", "")),
        settings.get("challengeReplyType", "text/plain"),
        replyHeaders(),
        settings
            .find("challengeFile")
            .<Consumer<String>>map(file -> new SecretFile(Path.of(file))::keep)
            .orElse(found -> {}));
  }

  private Challenge.Token token(Place place) {
    String secret =
        settings.required(
            "verifyToken",
            "the provider's challenges carry it; set it, for example by {{env:NAME}}");
    return new Challenge.Token(place, secret.getBytes(StandardCharsets.UTF_8));
  }

  private static Challenge.Condition condition(String text) {
    String[] parts = text.split("=", 2);
    return new Challenge.Condition(
        Place.parse("challengeWhen", parts[0].strip()),
        parts.length == 1 ? Optional.empty() : Optional.of(parts[1].strip()));
  }

  private Map<String, Template> replyHeaders() {
    Map<String, Template> headers = new LinkedHashMap<>();
    for (String header : list("challengeReplyHeaders")) {
      String[] parts = header.split("=", 2);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            "challengeReplyHeaders '" + header + "' is not of the form NAME=VALUE");
      }
      headers.put(parts[0].strip(), reply("challengeReplyHeaders", parts[1].strip()));
    }
    return headers;
  }

  private List<String> list(String name) {
    return settings
        .find(name)
        .map(text -> List.of(text.strip().split("\\s*,\\s*")))
        .orElse(List.of());
  }

  private Template reply(String name, String text) {
    return Template.parse(name, text, this::signing);
  }

  /** {@code hmac-hex:PLACE} and {@code hmac-base64:PLACE}, by the first of the secrets. */
  private Optional<Part> signing(String word) {
    String[] parts = word.split(":", 2);
    Encoding encoding =
        switch (parts[0]) {
          case "hmac-hex" -> Encoding.HEX;
          case "hmac-base64" -> Encoding.BASE64;
          default -> null;
        };
    if (encoding == null || parts.length == 1) {
      return Optional.empty();
    }
    Supplier<List<SecretKey>> keys = secrets.keys();
    String algorithm = secrets.hmac();
    return Optional.of(
        new Part.Signed(
            Place.parse(word, parts[1]),
            encoding,
            bytes -> Verification.mac(algorithm, keys.get().get(0)).doFinal(bytes)));
  }
}
