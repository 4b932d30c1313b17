package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.TrustAnchor;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Makes the keys of a source whose requests name a certificate. */
record CertificateReader(Settings settings) {
  private static final String HOST = "(\\*|[a-z0-9-]+)(\\.(\\*|[a-z0-9-]+))*\\.[a-z]+";

  private enum Check {
    CHAIN,
    HOST
  }

  private record Named(Place place, Certificates certificates) implements PublicKeySignature.Keys {
    @Override
    public List<PublicKey> of(WebhookRequest request) {
      String address =
          place.read(request).orElseThrow(() -> new UnverifiedException("it names no certificate"));
      return List.of(certificates.at(address).getPublicKey());
    }

    @Override
    public Stream<Place> places() {
      return Stream.of(place);
    }
  }

  /** Empty when requests name none. */
  Optional<PublicKeySignature.Keys> read() {
    return settings.place("certificate").map(place -> new Named(place, certificates()));
  }

  private Certificates certificates() {
    return new Certificates(
        hosts(),
        settings.find("certificateName"),
        settings.oneOf("certificateCheck", Check.class, Check.CHAIN) == Check.CHAIN
            ? Optional.of(roots())
            : Optional.empty(),
        new CertificateFetch(),
        Clock.systemUTC());
  }

  private List<String> hosts() {
    String written =
        settings.required(
            "certificateHosts", "a request alone must not decide whose certificate counts");
    List<String> hosts = Arrays.stream(written.split(",")).map(String::strip).toList();
    hosts.stream()
        .filter(host -> !host.matches(HOST))
        .findFirst()
        .ifPresent(
            host -> {
              throw new IllegalArgumentException(
                  "certificateHosts '" + host + "' is no host such as sns.*.amazonaws.com");
            });
    return hosts;
  }

  /** The certificate authorities that this Java trusts. */
  private static Set<TrustAnchor> roots() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init((KeyStore) null);
      return Arrays.stream(trust.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
          .map(root -> new TrustAnchor(root, null))
          .collect(Collectors.toSet());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no certificate authorities", e);
    }
  }
}
