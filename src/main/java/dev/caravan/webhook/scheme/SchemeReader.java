package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.WebhookRequest;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/** Makes a {@link Scheme} of a source's settings and refuses what cannot protect anything. */
public final class SchemeReader {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Settings settings;
  private final SigningSecrets secrets;

  private enum Type {
    HMAC,
    ED25519,
    ECDSA,
    RSA,
    TOKEN,
    NONE
  }

  private SchemeReader(Settings settings) {
    this.settings = settings;
    this.secrets = new SigningSecrets(settings);
  }

  public static SchemeReader of(Map<String, String> given) {
    return new SchemeReader(Settings.of(given));
  }

  public Scheme read() {
    settings.required(
        "type",
        "set preset to a provider, or type to hmac, ed25519, ecdsa, rsa, token or" + " none");
    Optional<Challenge> challenge = new ChallengeReader(settings, secrets).read();
    return new Scheme(
        verification(),
        timestamp().map(this::freshness),
        challenge,
        DeliveryId.parse(settings.find("eventId"), word -> Optional.empty()),
        settings
            .find("eventType")
            .map(text -> Template.parse("eventType", text, word -> Optional.empty())));
  }

  private Verification verification() {
    return switch (settings.oneOf("type", Type.class, Type.HMAC)) {
      case NONE -> new Verification.None();
      case TOKEN -> new Verification.Token(signatures(Encoding.UTF8, true), secrets.all());
      case HMAC ->
          new Verification.Hmac(
              signatures(Encoding.HEX, false),
              content(),
              secrets.hmac(),
              secrets.keys(),
              settings.place("bodyDigest"));
      case ED25519 -> signature(PublicKeys.ED25519);
      case ECDSA -> signature(PublicKeys.ECDSA);
      case RSA -> signature(PublicKeys.RSA);
    };
  }

  private Verification signature(PublicKeys type) {
    return new PublicKeySignature(
        signatures(Encoding.BASE64, false),
        content(),
        type.algorithm(secrets.hash()),
        new CertificateReader(settings).read().orElseGet(() -> configured(type)));
  }

  private PublicKeySignature.Keys configured(PublicKeys type) {
    Supplier<List<PublicKey>> keys = secrets.each(Encoding.BASE64, type::read);
    return request -> keys.get();
  }

  private Template content() {
    return Template.parse("content", settings.get("content", "{body}"), this::contentWord);
  }

  private Signatures signatures(Encoding encoding, boolean ignoreCase) {
    return new Signatures(
        signature(),
        settings.get("separator", ""),
        settings.get("prefix", ""),
        ignoreCase,
        settings.oneOf("encoding", Encoding.class, encoding));
  }

  private Place signature() {
    return Place.parse(
        "signature",
        settings.required("signature", "set it to where the signature stands, header:NAME"));
  }

  private Optional<Place> timestamp() {
    return settings
        .find("timestamp")
        .map(
            text ->
                text.startsWith("element:")
                    ? new Place.Element(
                        signature(),
                        settings.get("separator", ""),
                        text.substring("element:".length()))
                    : Place.parse("timestamp", text));
  }

  private Freshness freshness(Place place) {
    int past = settings.seconds("tolerance", (int) TOLERANCE.toSeconds());
    return new Freshness(
        place,
        settings.oneOf("timestampUnit", Freshness.Unit.class, Freshness.Unit.S),
        Duration.ofSeconds(past),
        Duration.ofSeconds(settings.seconds("futureTolerance", past)));
  }

  private Optional<Part> contentWord(String word) {
    if (word.startsWith("lines:")) {
      return Optional.of(new Part.Lines(List.of(word.substring("lines:".length()).split(","))));
    }
    return switch (word) {
      case "body" -> Optional.of(new Part.WholeBody());
      case "method" -> Optional.of(new Part.Always(word, WebhookRequest::method));
      case "form" -> Optional.of(new Part.Always(word, request -> request.form().joined()));
      case "crc32" -> Optional.of(new Part.Always(word, SchemeReader::crc32));
      case "receiver-id" ->
          Optional.of(
              new Part.Literal(
                  settings.required("receiverId", "it is signed; set what the provider shows")));
      case "url" -> Optional.of(new Part.Always(word, url()));
      case "timestamp" ->
          Optional.of(
              new Part.At(
                  timestamp()
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "content has {timestamp}, but timestamp is not set"))));
      default -> Optional.empty();
    };
  }

  private static String crc32(WebhookRequest request) {
    CRC32 sum = new CRC32();
    sum.update(request.body());
    return Long.toString(sum.getValue());
  }

  /** The address as it was told to the provider; a Host header could say anything. */
  private Function<WebhookRequest, String> url() {
    String url =
        settings.required("publicUrl", "the address is signed; set what the provider was told");
    if (!url.matches("https?://[^?#\\s]+")) {
      throw new IllegalArgumentException(
          "publicUrl '"
              + url
              + "' is not a URL without a query, such as https://example.com/webhook/x");
    }
    return request -> request.rawQuery().isEmpty() ? url : url + "?" + request.rawQuery();
  }
}
