package dev.caravan.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.api.Test;

class AuthTest {
  private final HttpRequest request = new BasicHttpRequest("GET", "/items?limit=2");

  @Test
  void noneAddsNothing() {
    new Auth.None().apply(request);
    assertThat(request.getHeaders()).isEmpty();
    assertThat(request.getPath()).isEqualTo("/items?limit=2");
  }

  @Test
  void aBearerTokenGoesIntoTheAuthorizationHeader() throws Exception {
    Auth.Header.bearer("t0ken").apply(request);
    assertThat(request.getHeader("Authorization").getValue()).isEqualTo("Bearer t0ken");
  }

  @Test
  void basicCredentialsAreEncodedAsUtf8() throws Exception {
    Auth.Header.basic("joe", "pä:ss").apply(request);
    assertThat(request.getHeader("Authorization").getValue()).isEqualTo("Basic am9lOnDDpDpzcw==");
  }

  @Test
  void aKeyReplacesAHeaderOfItsName() throws Exception {
    request.setHeader("X-Key", "old");
    Auth.Header.key("X-Key", "new").apply(request);
    assertThat(request.getHeaders("X-Key")).hasSize(1);
    assertThat(request.getHeader("X-Key").getValue()).isEqualTo("new");
  }

  @Test
  void aQueryKeyIsAddedToTheQueryEncoded() {
    new Auth.QueryKey("key", "a b&c=d").apply(request);
    assertThat(request.getPath()).isEqualTo("/items?limit=2&key=a+b%26c%3Dd");
  }

  @Test
  void aQueryKeyBeginsTheQueryWhenThereIsNone() {
    HttpRequest plain = new BasicHttpRequest("GET", "/items");
    new Auth.QueryKey("key", "k").apply(plain);
    assertThat(plain.getPath()).isEqualTo("/items?key=k");
  }
}
