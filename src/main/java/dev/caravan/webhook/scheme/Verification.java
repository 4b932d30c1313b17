package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** How a request proves where it comes from. */
public sealed interface Verification
    permits PublicKeySignature, Verification.None, Verification.Token, Verification.Hmac {

  /**
   * Checks a request.
   *
   * @throws UnverifiedException when it proves nothing
   */
  void check(WebhookRequest request);

  /** Whether a request carries something that claims to prove it. */
  public boolean isSigned(WebhookRequest request);

  /** Whether an attacker who saw a genuine request cannot change this value of it. */
  public boolean covers(Place place);

  /** What it reads. */
  Stream<Place> places();

  /** Every request is taken, since the configuration says so explicitly. */
  record None() implements Verification {
    @Override
    public void check(WebhookRequest request) {
      // Nothing to check.
    }

    @Override
    public boolean isSigned(WebhookRequest request) {
      return false;
    }

    @Override
    public boolean covers(Place place) {
      return true;
    }

    @Override
    public Stream<Place> places() {
      return Stream.of();
    }
  }

  /** The secret itself is in the request; who knows it may say anything. */
  record Token(Signatures given, Supplier<List<byte[]>> secrets) implements Verification {
    @Override
    public void check(WebhookRequest request) {
      List<byte[]> tokens = given.read(request).stream().map(Token::digest).toList();
      boolean known = false;
      for (byte[] secret : secrets.get()) {
        byte[] expected = digest(secret);
        for (byte[] token : tokens) {
          known |= MessageDigest.isEqual(expected, token);
        }
      }
      if (!known) {
        throw new UnverifiedException("the token is not one of the secrets");
      }
    }

    /** Of equal length for secrets of any length, so that time tells nothing of it. */
    private static byte[] digest(byte[] text) {
      return sha256(text);
    }

    @Override
    public boolean isSigned(WebhookRequest request) {
      return given.place().read(request).isPresent();
    }

    @Override
    public boolean covers(Place place) {
      return true;
    }

    @Override
    public Stream<Place> places() {
      return Stream.of(given.place());
    }
  }

  /**
   * An HMAC over parts of the request.
   *
   * @param algorithm Java's name, such as {@code HmacSHA256}
   * @param keys any of them may have signed
   * @param bodyDigest where the signed part names the SHA-256 of a body that is no form
   */
  record Hmac(
      Signatures given,
      Template content,
      String algorithm,
      Supplier<List<SecretKey>> keys,
      Optional<Place> bodyDigest)
      implements Verification {
    @Override
    public void check(WebhookRequest request) {
      List<byte[]> signatures = given.read(request);
      boolean known = false;
      for (SecretKey key : keys.get()) {
        byte[] expected = sign(request, key);
        for (byte[] signature : signatures) {
          known |= MessageDigest.isEqual(expected, signature);
        }
      }
      if (!known) {
        throw new UnverifiedException("no signature fits");
      }
      if (bodyDigest.isPresent() && !request.isForm()) {
        checkDigest(request, bodyDigest.get());
      }
    }

    private byte[] sign(WebhookRequest request, SecretKey key) {
      Mac mac = mac(algorithm, key);
      if (!content.feed(request, mac::update)) {
        throw new UnverifiedException("a part of what is signed is missing");
      }
      return mac.doFinal();
    }

    private static void checkDigest(WebhookRequest request, Place place) {
      byte[] given = place.read(request).flatMap(Encoding.HEX::read).orElse(new byte[0]);
      if (!MessageDigest.isEqual(sha256(request.body()), given)) {
        throw new UnverifiedException("the body is not the one whose digest was signed");
      }
    }

    @Override
    public boolean isSigned(WebhookRequest request) {
      return given.place().read(request).isPresent();
    }

    @Override
    public boolean covers(Place place) {
      boolean ofBody = place instanceof Place.Body || place instanceof Place.Field;
      return ofBody && bodyDigest.isPresent() || content.covers(place);
    }

    @Override
    public Stream<Place> places() {
      return Stream.of(Stream.of(given.place()), content.places(), bodyDigest.stream())
          .flatMap(places -> places);
    }
  }

  /** A MAC that is ready for bytes. */
  static Mac mac(String algorithm, SecretKey key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is not available", e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
