package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.stream.Stream;

/**
 * A signature that only the provider can make, and that anybody who has its public key can check.
 *
 * @param algorithm Java's name, such as {@code Ed25519} or {@code SHA256withRSA}
 * @param keys any of them may have signed
 */
record PublicKeySignature(Signatures given, Template content, String algorithm, Keys keys)
    implements Verification {

  /** Where the keys for a request are. */
  interface Keys {
    /**
     * The keys.
     *
     * @throws UnverifiedException when the request names one that may not be
     * @throws UndecidedException when one cannot be had now
     */
    List<PublicKey> of(WebhookRequest request);

    /** What is read of the request. */
    default Stream<Place> places() {
      return Stream.of();
    }
  }

  @Override
  public void check(WebhookRequest request) {
    List<byte[]> signatures = given.read(request);
    for (PublicKey key : keys.of(request)) {
      for (byte[] signature : signatures) {
        if (fits(request, key, signature)) {
          return;
        }
      }
    }
    throw new UnverifiedException("no signature fits");
  }

  private boolean fits(WebhookRequest request, PublicKey key, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      for (Part part : content.parts()) {
        verifier.update(
            part.bytes(request)
                .orElseThrow(() -> new UnverifiedException("a part of what is signed is missing")));
      }
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Of a malformed signature, or a key of another kind; both prove nothing.
      return false;
    }
  }

  @Override
  public boolean isSigned(WebhookRequest request) {
    return given.place().read(request).isPresent();
  }

  @Override
  public boolean covers(Place place) {
    return content.covers(place);
  }

  @Override
  public Stream<Place> places() {
    return Stream.of(Stream.of(given.place()), content.places(), keys.places())
        .flatMap(places -> places);
  }
}
