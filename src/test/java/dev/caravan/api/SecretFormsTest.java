package dev.caravan.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.auth.Auth;
import dev.caravan.api.auth.Secrets;
import dev.caravan.api.http.BadResponseException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a server writes a secret, it is not shown. */
class SecretFormsTest {
  private static final String SECRET = "s/e+c=r&e\"t-42~\u00e4";
  private final Secrets secrets = new Secrets(List.of(SECRET));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s/e+c=r&e\"t-42~\u00e4",
        "s%2Fe%2Bc%3Dr%26e%22t-42~%C3%A4",
        "s%2fe%2bc%3dr%26e%22t-42~%c3%a4",
        "s%252Fe%252bc%253Dr%2526e%2522t-42~%25C3%25A4",
        "s\\/e\\u002bc\\u003dr\\u0026e\\\"t-42~\\u00E4",
        "s/e&#43;c&#x3D;r&amp;e&quot;t-42~&#228;",
        "s\\x2fe\\x2Bc\\x3dr\\x26e\\x22t-42~\\xE4",
        "s%u002Fe%u002Bc%u003Dr%u0026e%u0022t-42%u007E%u00E4",
        "s\\\\/e\\\\u002bc\\\\u003dr\\\\u0026e\\\\\"t-42~\\\\u00E4",
        "s&sol;e&plus;c&equals;r&amp;amp;e&amp;quot;t-42&#x7e;&amp;#228;",
        "732f652b633d72266522742d34327ec3a4",
        "732F652B633D72266522742D34327EC3A4",
        "%73%2F%65+c=r&e\"t-42~\u00e4"
      })
  void aSecretIsHiddenInEachOfItsSpellings(String spelled) {
    assertThat(secrets.hide("a " + spelled + " z")).isEqualTo("a *** z");
  }

  @Test
  void aSecretIsHiddenInBase64WhereverItStands() {
    for (String before : List.of("", "a", "ab", "abc")) {
      byte[] text = (before + SECRET + "!").getBytes(StandardCharsets.UTF_8);
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String code = encoder.encodeToString(text);
        assertThat(secrets.hide("x:" + code)).as(before).contains("***");
        assertThat(secrets.hide("x:" + URLEncoder.encode(code, UTF_8))).as(before).contains("***");
        assertThat(secrets.hide(code.replace("/", "\\/").replace("+", "\\u002b")))
            .as(before)
            .contains("***");
      }
    }
  }

  @Test
  void aLinkToTheNextPageIsKeptWithoutTheKey() {
    Auth.QueryKey key = new Auth.QueryKey("api_key", SECRET);
    assertThat(key.withoutKey("/items?api_key=s%2fe%2Bc%3Dr%26e%22t-42~%C3%A4&page=2"))
        .isEqualTo("/items?page=2");
    assertThat(key.withoutKey("/items?page=2&Key=s%2fe%2Bc%3Dr%26e%22t-42~%C3%A4"))
        .isEqualTo("/items?page=2");
    assertThat(key.withoutKey("/items?api_key=other")).isEqualTo("/items");
    assertThat(key.withoutKey("eyJwYWdlIjoyfQ==")).isEqualTo("eyJwYWdlIjoyfQ==");
  }

  @Test
  void aCursorIsKeptWithoutTheSecretsThatItRepeatsAndIsAskedForWithThem() {
    Api api = Requests.api();
    api.setBearerToken(SECRET);
    String url = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    String code = Base64.getEncoder().encodeToString(("k:" + SECRET).getBytes(UTF_8));
    for (String cursor :
        List.of(
            SECRET + "-7",
            "/items?a=" + url,
            "/items?b=" + url.toLowerCase(Locale.ROOT),
            code,
            Secrets.hex(SECRET),
            Secrets.hex(SECRET).toUpperCase(Locale.ROOT),
            "next")) {
      String kept = api.withoutSecrets(cursor);
      assertThat(kept)
          .doesNotContain(SECRET, url, code.substring(4, 20))
          .doesNotContainIgnoringCase(Secrets.hex(SECRET));
      assertThat(api.withSecrets(kept)).isEqualTo(cursor);
    }
    assertThatThrownBy(() -> api.withoutSecrets("{caravan-secret:0:text}"))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("which Caravan alone writes");
  }

  @Test
  void textOfOthersIsOneLineWithoutCommandsToTheTerminal() {
    Api api = Requests.api();
    assertThat(api.hideSecrets("a\r\n  ERROR b\u001b[2J\u009b31m\u202ec\td"))
        .isEqualTo("a ERROR b\uFFFD[2J\uFFFD31m\uFFFDc d");
  }
}
