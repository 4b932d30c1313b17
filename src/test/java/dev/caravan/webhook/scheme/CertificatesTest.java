package dev.caravan.webhook.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.HandClock;
import dev.caravan.webhook.Delivery;
import dev.caravan.webhook.Judge;
import dev.caravan.webhook.Judgement;
import dev.caravan.webhook.request.UnverifiedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates count, and how often somebody may have one fetched. */
class CertificatesTest {
  private static final String NAME = "messageverificationcerts.paypal.com";
  private static final String AT = "https://api.paypal.com/v1/certs/1";

  private final HandClock clock = new HandClock(Instant.parse("2027-01-01T00:00:00Z"));
  private final List<String> fetched = new ArrayList<>();
  private byte[] answer = file("chain.pem");
  private boolean away;

  @Test
  void aCertificateIsFetchedOnceAndKept() throws Exception {
    Certificates paypal = certificates(NAME, Optional.of(Set.of(root())), "api.paypal.com");
    X509Certificate first = paypal.at(AT);
    answer = new byte[0];
    assertThat(paypal.at(AT)).isSameAs(first);
    assertThat(fetched).containsExactly(AT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.paypal.com/v1/certs/1",
        "https://api.paypal.com.evil.example/c.pem",
        "https://evil.example/api.paypal.com",
        "https://api.paypal.com@evil.example/c.pem",
        "https://user@api.paypal.com/c.pem",
        "https://api.paypal.com:8443/c.pem",
        "https://apiXpaypal.com/c.pem",
        "https://sns.evil.example.amazonaws.com/c.pem",
        "file:///etc/passwd",
        "//api.paypal.com/c",
        "not a url"
      })
  void whatIsNotAtAnAllowedHostIsNeverFetched(String address) {
    Certificates some =
        certificates(null, Optional.empty(), "api.paypal.com", "sns.*.amazonaws.com");
    assertThatThrownBy(() -> some.at(address)).isInstanceOf(UnverifiedException.class);
    assertThat(fetched).isEmpty();
  }

  @Test
  void aRegionOfAHostIsAllowedByAStar() {
    Certificates sns = certificates(null, Optional.empty(), "sns.*.amazonaws.com");
    sns.at("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem");
  }

  @Test
  void aChainMustLeadToAKnownRoot() throws Exception {
    CertificateReader usual =
        new CertificateReader(
            Settings.of(Map.of("certificate", "header:C", "certificateHosts", "api.paypal.com")));
    assertThat(usual.read()).isPresent();
    TrustAnchor issuerOnly = new TrustAnchor(chain(file("other-chain.pem")).get(0), null);
    Certificates strict = certificates(NAME, Optional.of(Set.of(issuerOnly)), "api.paypal.com");
    assertThatThrownBy(() -> strict.at(AT))
        .isInstanceOf(UnverifiedException.class)
        .hasMessageContaining("does not hold");
  }

  @Test
  void theNameMustBeTheProviders() throws Exception {
    answer = file("other-chain.pem");
    Certificates paypal = certificates(NAME, Optional.of(Set.of(root())), "api.paypal.com");
    assertThatThrownBy(() -> paypal.at(AT))
        .isInstanceOf(UnverifiedException.class)
        .hasMessageContaining("else.example.com");
  }

  @Test
  void aCertificateIsGoodForItsTimeAlone() throws Exception {
    Certificates paypal = certificates(NAME, Optional.of(Set.of(root())), "api.paypal.com");
    paypal.at(AT);
    clock.advance(Duration.ofDays(200 * 365));
    assertThatThrownBy(() -> paypal.at(AT))
        .isInstanceOf(UnverifiedException.class)
        .hasMessageContaining("not valid now");
  }

  @Test
  void whatCannotBeFetchedIsUndecidedAndTriedAgainASecondLater() throws Exception {
    Certificates paypal = certificates(NAME, Optional.of(Set.of(root())), "api.paypal.com");
    away = true;
    assertThatThrownBy(() -> paypal.at(AT)).isInstanceOf(UndecidedException.class);
    away = false;
    assertThatThrownBy(() -> paypal.at(AT)).isInstanceOf(UndecidedException.class);
    assertThat(fetched).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    paypal.at(AT);
  }

  @Test
  void anUndecidedRequestIsToComeAgain() {
    Verification undecided =
        new PublicKeySignature(
            new Signatures(new Place.Header("S"), "", "", false, Encoding.BASE64),
            Template.parse("content", "x", word -> Optional.empty()),
            "SHA256withRSA",
            request -> {
              throw new UndecidedException("away");
            });
    Scheme scheme =
        new Scheme(
            undecided,
            Optional.empty(),
            Optional.empty(),
            DeliveryId.parse(Optional.empty(), word -> Optional.empty()),
            Optional.empty());
    Judgement verdict =
        new Judge("test", scheme, "t", Optional.empty())
            .judge(Delivery.post("{}").with("S", "AA==").received(clock.instant()));
    assertThat(verdict).isInstanceOf(Judgement.Answered.class);
    assertThat(((Judgement.Answered) verdict).reply().status()).isEqualTo(503);
  }

  private Certificates certificates(
      String name, Optional<Set<TrustAnchor>> roots, String... hosts) {
    return new Certificates(
        List.of(hosts),
        Optional.ofNullable(name),
        roots,
        address -> {
          fetched.add(address.toString());
          if (away) {
            throw new IOException("refused");
          }
          return answer;
        },
        clock);
  }

  private static TrustAnchor root() throws Exception {
    return new TrustAnchor(chain(file("root.pem")).get(0), null);
  }

  private static List<X509Certificate> chain(byte[] pem) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static byte[] file(String name) {
    try {
      return Files.readAllBytes(Path.of("src/test/resources/certificates", name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
