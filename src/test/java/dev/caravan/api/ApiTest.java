package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.api.auth.Auth;
import dev.caravan.api.auth.FixedHeaders;
import dev.caravan.api.auth.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
  private final Api api = new Api();

  @Test
  void fixedHeadersAreLinesOfNameAndValueAndNoneOfOurs() {
    assertThat(FixedHeaders.parse("Accept: a/b, c/d\n\n X-Version:2026-01-01 \n"))
        .containsExactly(Map.entry("Accept", "a/b, c/d"), Map.entry("X-Version", "2026-01-01"));
    for (String wrong : List.of("X-Version", "X Version: 1", "X-Version:", "Authorization: x")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Api().setHeaders(wrong))
          .withMessageStartingWith("headers ");
    }
  }

  @Test
  void hasTheDocumentedDefaults() {
    assertThat(api.rate()).isEqualTo(100);
    assertThat(api.maxRetries()).isEqualTo(10);
    assertThat(api.maxRetryWait()).isEqualTo(Duration.ofMinutes(15));
    assertThat(api.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(api.responseTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(api.maxPageBytes()).isEqualTo(67_108_864);
    assertThat(api.auth()).isEqualTo(new Auth.None());
  }

  @Test
  void aMissingBaseUrlSaysSo() {
    assertRejects(api::baseUrl, "baseUrl is missing");
  }

  @Test
  void aNullBaseUrlSaysSo() {
    assertRejects(() -> api.setBaseUrl(null), "baseUrl");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void namesARateOutOfRange(int rate) {
    assertRejects(() -> api.setRate(rate), "rate " + rate, "1 to 1000");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void namesRetriesOutOfRange(int retries) {
    assertRejects(() -> api.setMaxRetries(retries), "maxRetries " + retries, "0 to 100");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Integer.MAX_VALUE})
  void namesPageBytesOutOfRange(long bytes) {
    assertRejects(() -> api.setMaxPageBytes(bytes), "maxPageBytes " + bytes, "1 to 2147483639");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"0", "0s", "-5s", "soon", "", "15 minutes ago"})
  void namesADurationThatIsNone(String text) {
    for (Setting setting :
        List.of(
            new Setting("maxRetryWait", Api::setMaxRetryWait),
            new Setting("connectTimeout", Api::setConnectTimeout),
            new Setting("responseTimeout", Api::setResponseTimeout))) {
      assertRejects(
          () -> setting.set().accept(api, text), setting.name() + " '" + text + "'", "30s, 15m");
    }
  }

  @ParameterizedTest
  @CsvSource({"500, PT0.5S", "30s, PT30S", "15m, PT15M", "1h, PT1H"})
  void takesDurationsOfAnyUnit(String text, Duration duration) {
    api.setMaxRetryWait(text);
    assertThat(api.maxRetryWait()).isEqualTo(duration);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  "})
  void namesACredentialThatIsEmpty(String empty) {
    assertRejects(() -> api.setBearerToken(empty), "bearerToken is empty", "{{env:NAME}}");
    assertRejects(() -> api.setApiKey(empty), "apiKey is empty");
    assertRejects(() -> api.setApiKeyHeader(empty), "apiKeyHeader is empty");
    assertRejects(() -> api.setApiKeyQuery(empty), "apiKeyQuery is empty");
    assertRejects(() -> api.setUsername(empty), "username is empty");
    api.setUsername("joe");
    assertRejects(() -> api.setPassword(empty), "password is empty");
  }

  @Test
  void namesAQuotaThatIsNone() {
    assertRejects(() -> api.setQuota("lots"), "quota 'lots'", "1000/h");
    assertRejects(() -> api.setQuota(null), "quota");
  }

  @Test
  void aKeyCanBeGivenBeforeOrAfterItsPlace() {
    api.setApiKey("hush");
    api.setApiKeyHeader("X-Key");
    assertThat(api.auth()).isEqualTo(Auth.Header.key("X-Key", "hush"));
    Api other = new Api();
    other.setApiKeyQuery("key");
    other.setApiKey("hush");
    assertThat(other.auth()).isEqualTo(new Auth.QueryKey("key", "hush"));
  }

  @Test
  void aPasswordCanBeGivenBeforeOrAfterItsUser() {
    api.setPassword("hush");
    api.setUsername("joe");
    assertThat(api.auth()).isEqualTo(Auth.Header.basic("joe", "hush"));
    Api other = new Api();
    other.setUsername("joe");
    other.setPassword("hush");
    assertThat(other.auth()).isEqualTo(Auth.Header.basic("joe", "hush"));
  }

  @Test
  void halfACredentialIsRefusedRatherThanLeftOut() {
    Api keyOnly = Requests.api();
    keyOnly.setApiKey("hush");
    assertRejects(keyOnly::check, "apiKeyHeader", "apiKeyQuery");
    Api userOnly = Requests.api();
    userOnly.setUsername("joe");
    assertRejects(userOnly::check, "password");
    Api passwordOnly = Requests.api();
    passwordOnly.setPassword("hush");
    assertRejects(passwordOnly::check, "username");
  }

  @Test
  void isConfiguredAsABeanInYamlWithItsPropertiesInAnyOrder() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.fromString(
                  "apis.camel.yaml",
                  """
                  - beans:
                      - name: shop
                        type: dev.caravan.api.Api
                        properties:
                          password: hush
                          baseUrl: http://127.0.0.1
                          username: joe
                          quota: 1000/h
                          rate: 5
                  """));
      Api shop = context.getRegistry().lookupByNameAndType("shop", Api.class);
      assertThat(shop.auth()).isEqualTo(Auth.Header.basic("joe", "hush"));
      assertThat(shop.rate()).isEqualTo(5);
    }
  }

  @Test
  void secretsAreInNoTextAboutIt() {
    api.setBaseUrl("https://api.example.com");
    api.setUsername("joe");
    api.setPassword("hush");
    assertThat(api.toString()).doesNotContain("hush");
    assertThat(api.auth().toString()).doesNotContain("hush").doesNotContain("am9lOmh1c2g=");
    api.setBearerToken("hush");
    assertThat(api.auth().toString()).doesNotContain("hush");
    Api other = new Api();
    other.setApiKeyQuery("key");
    other.setApiKey("hush");
    assertThat(other.auth().toString()).doesNotContain("hush");
  }

  @Test
  void hidesItsSecretsInAnyText() {
    api.setBearerToken("t0ken");
    assertThat(api.hideSecrets("Bearer t0ken, t0ken")).isEqualTo("Bearer ***, ***");
    api.setUsername("joe");
    api.setPassword("pass");
    assertThat(api.hideSecrets("Basic am9lOnBhc3M= of joe:pass")).isEqualTo("Basic *** of joe:***");
  }

  @Test
  void hidesAKeyAsItStandsInAUrl() {
    api.setApiKeyQuery("key");
    api.setApiKey("a b&c");
    assertThat(api.hideSecrets("?key=a+b%26c or a b&c")).isEqualTo("?key=*** or ***");
  }

  @Test
  void hidesTheLongestOfTwoSecretsFirst() {
    assertThat(new Secrets(List.of("abcd", "abcdef", "")).hide("abcdef abcd")).isEqualTo("*** ***");
  }

  @Test
  void refusesASecretThatIsTooShortToBeHidden() {
    assertRejects(() -> api.setBearerToken("abc"), "bearerToken is shorter than 4 characters");
    assertRejects(() -> api.setApiKey("k"), "apiKey is shorter");
    assertRejects(() -> api.setOauth2ClientSecret("s"), "oauth2ClientSecret is shorter");
    assertRejects(() -> api.setOauth2RefreshToken("r"), "oauth2RefreshToken is shorter");
    assertRejects(() -> new HmacSigner().setSecret("s"), "secret is shorter");
  }

  @Test
  void hidesTheKeyBesideAPasswordOfOneLetterAndLeavesWordsReadable() {
    api.setUsername("k3y-of-joe");
    api.setPassword("x");

    assertThat(api.hideSecrets("expected next: k3y-of-joe:x, \"x\", azN5LW9mLWpvZTp4"))
        .isEqualTo("expected next: ***:***, \"***\", ***");
  }

  @Test
  void allStreamsShareOneGate() {
    assertThat(api.gate()).isSameAs(api.gate());
  }

  private record Setting(String name, BiConsumer<Api, String> set) {}

  private static void assertRejects(ThrowingCallable call, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
