package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API behind a private certificate authority that wants to see each client's certificate. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
  @TempDir static Path folder;
  private static TestKeys keys;
  private static String serverKey;
  private static String clientKey;
  private static String trustStore;

  @BeforeAll
  static void makeKeys() {
    keys = new TestKeys(folder);
    serverKey = keys.signedKey("server");
    clientKey = keys.signedKey("client");
    trustStore = keys.trustStore();
  }

  @Test
  void pagesAndTokensComeThroughMutualTls() throws Exception {
    try (LoopbackServer server = server();
        Fetching fetching = new Fetching(server.url())) {
      fetching.api.setTrustStore(keys.file("ca.pem"));
      fetching.api.setKeyStore(clientKey);
      fetching.api.setKeyStorePassword(TestKeys.PASSWORD);
      fetching.api.setOauth2TokenUrl(server.url() + "/token");
      fetching.api.setOauth2ClientId("caravan");
      fetching.api.setOauth2ClientSecret("hush");
      assertThat(fetching.records()).hasSize(1);
      assertThat(server.requests())
          .extracting(sent -> sent.uri().getPath())
          .containsExactly("/token", "/items");
    }
  }

  @Test
  void aTrustStoreMayBePkcs12() throws Exception {
    try (LoopbackServer server = server();
        Fetching fetching = new Fetching(server.url())) {
      fetching.api.setTrustStore(trustStore);
      fetching.api.setTrustStorePassword(TestKeys.PASSWORD);
      fetching.api.setKeyStore(clientKey);
      fetching.api.setKeyStorePassword(TestKeys.PASSWORD);
      assertThat(fetching.records()).hasSize(1);
    }
  }

  @Test
  void aClientWithoutACertificateIsNotLetIn() throws Exception {
    try (LoopbackServer server = server();
        Fetching fetching = new Fetching(server.url())) {
      fetching.api.setMaxRetries(0);
      fetching.api.setTrustStore(keys.file("ca.pem"));
      assertThat(fetching.fetch().getException()).isInstanceOf(java.io.IOException.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aServerOfAnUnknownAuthorityIsNotTrustedAndOtherApisAreNotAffected() throws Exception {
    try (LoopbackServer server = server();
        Fetching fetching = new Fetching(server.url())) {
      fetching.api.setMaxRetries(0);
      fetching.api.setKeyStore(clientKey);
      fetching.api.setKeyStorePassword(TestKeys.PASSWORD);
      assertThat(fetching.fetch().getException()).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void whatIsWrongWithAFileIsSaidAtTheStart() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    Path junk = Files.writeString(folder.resolve("junk.p12"), "no store");
    assertRejects(store("missing.p12", "x"), "trustStore", "missing.p12", "cannot be read");
    assertRejects(store(trustStore, "wrong"), trustStore, "trustStorePassword");
    assertRejects(store(text.toString(), null), "text.pem", "certificate");
    assertRejects(store(junk.toString(), "x"), "junk.p12", "PKCS12");
    assertRejects(store("store.txt", "x"), "store.txt", ".p12, .pfx or .jks", ".pem");
    Api wrong = api();
    wrong.setKeyStore(clientKey);
    assertRejects(wrong, "keyStorePassword is empty");
    wrong.setKeyStorePassword("wrong");
    assertRejects(wrong, clientKey, "keyStorePassword");
    wrong.setKeyStore(trustStore);
    wrong.setKeyStorePassword(TestKeys.PASSWORD);
    assertRejects(wrong, "keyStore", "no private key");
  }

  @Test
  void passwordsAreHidden() {
    Api api = store(trustStore, TestKeys.PASSWORD);
    assertThat(api.hideSecrets("a " + TestKeys.PASSWORD)).isEqualTo("a ***");
  }

  private static LoopbackServer server() throws Exception {
    return LoopbackServer.startMutualTls(
        keys.server(serverKey),
        sent ->
            sent.uri().getPath().equals("/token")
                ? Reply.json("{\"access_token\":\"t0ken\"}")
                : Reply.json("{\"data\":[{\"id\":1}]}"));
  }

  private static Api store(String file, String password) {
    Api api = api();
    api.setTrustStore(file);
    if (password != null) {
      api.setTrustStorePassword(password);
    }
    return api;
  }

  private static Api api() {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com");
    return api;
  }

  private static void assertRejects(Api api, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(api::check)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("wrong"));
  }
}
