package dev.caravan.webhook;

import static dev.caravan.webhook.Delivery.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.caravan.testing.TestKafka;
import dev.caravan.testing.TestKeys;
import dev.caravan.testing.TunnelProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Requests whose certificate is at a provider's host, through the whole receiver: over HTTPS to a
 * server on loopback, in a JVM that takes its authority for the only one.
 */
@Isolated("changes what the JVM trusts, and the way it takes to other hosts")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class PinnedHostTest {
  private static final String SIGNER = "messageverificationcerts.paypal.com";
  private static final String PAYPAL = "https://api.paypal.com/v1/notifications/certs/";
  private static final String SNS = "https://sns.eu-west-1.amazonaws.com/";
  private static final String STORE = "javax.net.ssl.trustStore";

  @TempDir static Path folder;

  private final List<String> fetched = new CopyOnWriteArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ProxySelector usualWay = ProxySelector.getDefault();
  private SSLContext usualTrust;
  private TestKeys keys;
  private HttpsServer host;
  private TunnelProxy way;
  private Hub hub;

  @BeforeAll
  void start() throws Exception {
    usualTrust = SSLContext.getDefault();
    keys = new TestKeys(folder);
    keys.signedKey(SIGNER, "RSA", "dns:" + SIGNER);
    keys.signedKey("else.example.com", "RSA", "dns:else.example.com");
    String server =
        keys.signedKey("hosts", "EC", "dns:api.paypal.com,dns:sns.eu-west-1.amazonaws.com");
    host = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    host.setHttpsConfigurator(new HttpsConfigurator(keys.server(server)));
    host.createContext("/", this::answer);
    host.start();
    way = new TunnelProxy(host.getAddress());
    ProxySelector.setDefault(way);
    System.setProperty(STORE, keys.trustStore());
    System.setProperty(STORE + "Password", TestKeys.PASSWORD);
    SSLContext trust = SSLContext.getInstance("TLS");
    trust.init(null, null, null);
    SSLContext.setDefault(trust);
    hub =
        Hub.start(
            TestKafka.brokers(),
            Hub.source(
                    "paypal", "preset: paypal, receiverId: 8PT59", "topic: " + TestKafka.topic(1))
                + Hub.source("sns", "preset: sns", "topic: " + TestKafka.topic(1)));
  }

  @AfterAll
  void stop() throws IOException {
    ProxySelector.setDefault(usualWay);
    SSLContext.setDefault(usualTrust);
    System.clearProperty(STORE);
    System.clearProperty(STORE + "Password");
    hub.close();
    way.close();
    host.stop(0);
  }

  @BeforeEach
  void forget() {
    fetched.clear();
    way.hosts().clear();
  }

  @Test
  void paypalsCertificateIsFetchedOnceOverHttpsAndItsChainAndNameAreChecked() throws Exception {
    assertThat(decided(() -> paypal(PAYPAL + SIGNER, "1", SIGNER))).isEqualTo(200);
    assertThat(paypal(PAYPAL + SIGNER, "2", SIGNER)).isEqualTo(200);
    assertThat(fetched).containsExactly("/v1/notifications/certs/" + SIGNER);
    // None at all when the connection of another test is still open.
    assertThat(way.hosts()).isSubsetOf("api.paypal.com:443");
    assertThat(paypal(PAYPAL + SIGNER, "3", "else.example.com")).isEqualTo(401);

    // Of the authority, but somebody else's; and nobody's.
    String other = PAYPAL + "else.example.com";
    assertThat(decided(() -> paypal(other, "4", "else.example.com"))).isEqualTo(401);
    assertThat(decided(() -> paypal(PAYPAL + "none", "5", SIGNER))).isEqualTo(401);
  }

  @Test
  void snsNamesItsCertificateInTheSignedBody() throws Exception {
    assertThat(decided(() -> sns(SNS + SIGNER, "m-1"))).isEqualTo(200);
    assertThat(sns(SNS + SIGNER, "m-2")).isEqualTo(200);
    assertThat(fetched).containsExactly("/" + SIGNER);
    assertThat(way.hosts()).isSubsetOf("sns.eu-west-1.amazonaws.com:443");
  }

  @Test
  void noOtherHostIsAskedAndAHostThatDoesNotAnswerIsAskedAgain() throws Exception {
    assertThat(paypal("https://evil.example/" + SIGNER, "6", SIGNER)).isEqualTo(401);
    assertThat(sns("https://sns.evil.amazonaws.com.evil.example/" + SIGNER, "m-3")).isEqualTo(401);
    assertThat(way.hosts()).isEmpty();
    assertThat(paypal(PAYPAL + "away", "7", SIGNER)).isEqualTo(503);
    await().until(() -> paypal(PAYPAL + "away", "7", SIGNER) == 503 && fetched.size() > 1);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    fetched.add(path);
    Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1) + ".pem");
    byte[] body = Files.exists(file) ? chain(file) : utf8("nothing");
    try (exchange) {
      exchange.sendResponseHeaders(path.endsWith("away") ? 500 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] chain(Path file) throws IOException {
    return utf8(Files.readString(file) + Files.readString(folder.resolve("ca.pem")));
  }

  private interface Sending {
    int send() throws Exception;
  }

  /** One certificate a second is fetched; until its turn comes a sender is asked to come again. */
  private static int decided(Sending sending) {
    return await().until(sending::send, status -> status != 503);
  }

  private int paypal(String certificate, String id, String signer) throws Exception {
    String body = "{\"id\":\"WH-%s\",\"event_type\":\"PAYMENT.SALE.COMPLETED\"}".formatted(id);
    CRC32 sum = new CRC32();
    sum.update(utf8(body));
    String time = "2026-03-01T12:00:00Z";
    String content = "t-%s|%s|8PT59|%d".formatted(id, time, sum.getValue());
    return send(
        "paypal",
        body,
        Map.of(
            "PAYPAL-TRANSMISSION-ID",
            "t-" + id,
            "PAYPAL-TRANSMISSION-TIME",
            time,
            "PAYPAL-CERT-URL",
            certificate,
            "PAYPAL-TRANSMISSION-SIG",
            signed(signer, content)));
  }

  private int sns(String certificate, String id) throws Exception {
    String time = "2026-01-01T00:00:00.000Z";
    String lines =
        "Message\nhello\nMessageId\n%s\nTimestamp\n%s\nTopicArn\narn\nType\nNotification\n"
            .formatted(id, time);
    String body =
        """
        {"Type":"Notification","MessageId":"%s","TopicArn":"arn","Message":"hello","Timestamp":"%s",
        "SignatureVersion":"2","SigningCertURL":"%s","Signature":"%s"}\
        """
            .formatted(id, time, certificate, signed(SIGNER, lines));
    return send("sns", body, Map.of("x-amz-sns-message-type", "Notification"));
  }

  private String signed(String signer, String content) throws Exception {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.privateKey(signer));
    signature.update(utf8(content));
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  private int send(String source, String body, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hub.address("/webhook/" + source))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
