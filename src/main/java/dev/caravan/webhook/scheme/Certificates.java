package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Certificates at addresses that requests name, of hosts that the configuration names. Each is
 * fetched once and kept. Whoever sends addresses by the dozen causes one fetch a second and no
 * more: what cannot be fetched now is undecided, so that a genuine sender comes again. Safe for any
 * thread.
 */
final class Certificates {
  private static final int MOST = 32;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Pattern hosts;
  private final Optional<String> name;
  private final Optional<Set<TrustAnchor>> roots;
  private final Fetch fetch;
  private final Clock clock;
  private final Map<URI, X509Certificate> kept = new LinkedHashMap<>();
  private Instant nextFetch = Instant.MIN;

  /** Gets the bytes at an address. */
  @FunctionalInterface
  interface Fetch {
    /** The body of a successful response. */
    byte[] get(URI address) throws IOException, InterruptedException;
  }

  /**
   * Knows the rules.
   *
   * @param hosts names of hosts, {@code *} for letters, digits and dashes in one of their labels
   * @param name what the certificate's common name must be
   * @param roots which its chain must lead to; empty when its host's word is enough
   */
  Certificates(
      List<String> hosts,
      Optional<String> name,
      Optional<Set<TrustAnchor>> roots,
      Fetch fetch,
      Clock clock) {
    this.hosts =
        Pattern.compile(String.join("|", hosts).replace(".", "\\.").replace("*", "[a-z0-9-]+"));
    this.name = name;
    this.roots = roots;
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * The certificate at an address, valid now.
   *
   * @throws UnverifiedException when the address or the certificate breaks a rule
   * @throws UndecidedException when it cannot be fetched now
   */
  X509Certificate at(String address) {
    URI uri = allowed(address);
    X509Certificate certificate = find(uri).orElseGet(() -> fetched(uri));
    try {
      certificate.checkValidity(Date.from(clock.instant()));
    } catch (GeneralSecurityException e) {
      throw new UnverifiedException("its certificate is not valid now");
    }
    return certificate;
  }

  private URI allowed(String address) {
    try {
      URI uri = URI.create(address);
      if ("https".equals(uri.getScheme())
          && uri.getHost() != null
          && hosts.matcher(uri.getHost()).matches()
          && uri.getUserInfo() == null
          && (uri.getPort() == -1 || uri.getPort() == 443)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new UnverifiedException("the address of its certificate is malformed");
    }
    throw new UnverifiedException(
        "its certificate is at an address that certificateHosts excludes");
  }

  private synchronized Optional<X509Certificate> find(URI uri) {
    return Optional.ofNullable(kept.get(uri));
  }

  private X509Certificate fetched(URI uri) {
    takeTurn();
    try {
      X509Certificate certificate = checked(fetch.get(uri));
      keep(uri, certificate);
      return certificate;
    } catch (IOException e) {
      throw new UndecidedException(
          "the certificate cannot be fetched from " + uri.getHost() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UndecidedException("the process stops");
    } catch (GeneralSecurityException e) {
      throw new UnverifiedException("its certificate does not hold: " + e.getMessage());
    }
  }

  private synchronized void takeTurn() {
    Instant now = clock.instant();
    if (now.isBefore(nextFetch)) {
      throw new UndecidedException("another certificate is being fetched");
    }
    nextFetch = now.plus(PAUSE);
  }

  private synchronized void keep(URI uri, X509Certificate certificate) {
    kept.put(uri, certificate);
    if (kept.size() > MOST) {
      kept.remove(kept.keySet().iterator().next());
    }
  }

  private X509Certificate checked(byte[] pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> chain =
        factory.generateCertificates(new ByteArrayInputStream(pem)).stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("there is none at its address");
    }
    X509Certificate certificate = chain.get(0);
    if (name.isPresent() && !commonName(certificate).equals(name)) {
      throw new GeneralSecurityException("it is of " + commonName(certificate).orElse("nobody"));
    }
    if (roots.isPresent()) {
      PKIXParameters rules = new PKIXParameters(roots.get());
      rules.setRevocationEnabled(false);
      rules.setDate(Date.from(clock.instant()));
      List<? extends Certificate> path = chain.stream().filter(each -> !isRoot(each)).toList();
      CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), rules);
    }
    return certificate;
  }

  private static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    return Pattern.compile("(?:^|,)CN=([^,]+)")
        .matcher(certificate.getSubjectX500Principal().getName())
        .results()
        .map(match -> match.group(1))
        .findFirst();
  }
}
