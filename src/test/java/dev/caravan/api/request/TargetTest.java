package dev.caravan.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "/i, p, 2, /i?p=2",
    "/i?, p, 2, /i?p=2",
    "/i?a=1, p, 2, /i?a=1&p=2",
    "/i?p=1&a=1, p, 2, /i?a=1&p=2",
    "/i?p=1&p=3, p, 2, /i?p=2",
    "/i?p&a=1, p, 2, /i?a=1&p=2",
    "/i?p=, p, 2, /i?p=2",
    "/i?pp=1&xp=3, p, 2, /i?pp=1&xp=3&p=2",
    "/i?P=1, p, 2, /i?P=1&p=2",
    "/i?page%5Bafter%5D=1, page[after], 2, /i?page%5Bafter%5D=2",
    "/i?page%5bafter%5d=1, page[after], 2, /i?page%5Bafter%5D=2",
    "/i?page[after]=1, page[after], 2, /i?page%5Bafter%5D=2",
    "/i?updated%5Fafter=1, updated_after, 2, /i?updated_after=2",
    "/i?a+b=1, a b, 2, /i?a%20b=2"
  })
  void aParameterIsReplacedAndNeverRepeated(String path, String name, String value, String sent) {
    assertThat(get(path).withQuery(name, value).url()).hasToString("http://api.example" + sent);
  }

  @ParameterizedTest
  @CsvSource({
    "2025-04-12T11:33:00+02:00, 2025-04-12T11%3A33%3A00%2B02%3A00",
    "a&b=c, a%26b%3Dc",
    "'a b', a%20b",
    "100%, 100%25",
    "Zürich, Z%C3%BCrich",
    "'', ''"
  })
  void aValueIsEncoded(String value, String encoded) {
    assertThat(get("/i").withQuery("since", value).url())
        .hasToString("http://api.example/i?since=" + encoded);
  }

  @Test
  void theRestOfTheQueryIsLeftAsItIsWritten() {
    assertThat(get("/i?q=a%2Cb&r=x,y&s=%e4").withQuery("p", "2").url())
        .hasToString("http://api.example/i?q=a%2Cb&r=x,y&s=%e4&p=2");
  }

  @Test
  void aHeaderIsReplaced() {
    Target target = get("/i").withHeader("X-Cursor", "1").withHeader("X-Cursor", "2");
    assertThat(target.headers()).isEqualTo(Map.of("X-Cursor", "2"));
    assertThat(target.url()).hasToString("http://api.example/i");
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', after, x, '{\"after\":\"x\"}'",
    "'{}', variables.after, x, '{\"variables\":{\"after\":\"x\"}}'",
    "'{\"a\":1}', b.c.d, x, '{\"a\":1,\"b\":{\"c\":{\"d\":\"x\"}}}'",
    "'{\"after\":\"w\",\"a\":1}', after, x, '{\"after\":\"x\",\"a\":1}'",
    "'{\"variables\":null}', variables.after, x, '{\"variables\":{\"after\":\"x\"}}'",
    "'{\"page\":1}', page, 2, '{\"page\":2}'",
    "'{\"page\":\"1\"}', page, 2, '{\"page\":\"2\"}'",
    "'{}', page, 2, '{\"page\":2}'",
    "'{\"page\":null}', page, 2, '{\"page\":2}'",
    "'{\"page\":\"\"}', page, 2, '{\"page\":\"2\"}'",
    "'{}', page, '\"2\"', '{\"page\":\"2\"}'",
    "'{}', page, 007, '{\"page\":\"007\"}'",
    "'{\"page\":1}', page, next, '{\"page\":\"next\"}'",
    "'{\"since\":1}', since, 12345678901234567, '{\"since\":12345678901234567}'",
    "'{\"page\":0}', page, -1, '{\"page\":-1}'",
    "'{}', since, 1234567890123456789, '{\"since\":1234567890123456789}'",
    "'{}', since, 92233720368547758079, '{\"since\":92233720368547758079}'",
    "'{\"since\":0}', since, 1744450380.060, '{\"since\":1744450380.060}'",
    "'{\"since\":\"0\"}', since, 1744450380.060, '{\"since\":\"1744450380.060\"}'",
    "'{}', since, '\"1.5\"', '{\"since\":\"1.5\"}'",
    "'{}', version, 1.5.0, '{\"version\":\"1.5.0\"}'",
    "'{\"f\":[{\"v\":\"0\"},{\"v\":1}]}', f.0.v, 7, '{\"f\":[{\"v\":\"7\"},{\"v\":1}]}'",
    "'{\"f\":[{\"v\":\"0\"},{\"v\":1}]}', f.1.v, 7, '{\"f\":[{\"v\":\"0\"},{\"v\":7}]}'",
    "'{\"g\":[{\"f\":[{}]}]}', g.0.f.0.v, x, '{\"g\":[{\"f\":[{\"v\":\"x\"}]}]}'",
    "'{\"f\":[1,2]}', f.1, 7, '{\"f\":[1,7]}'",
    "'{\"f\":[null]}', f.0.v, x, '{\"f\":[{\"v\":\"x\"}]}'"
  })
  void aFieldOfTheBodyIsMadeOrReplacedAndStaysANumber(
      String body, String path, String value, String sent) throws JsonProcessingException {
    assertThat(post(body).withBodyField(path, value).body())
        .hasValueSatisfying(json -> assertThat(json).hasToString(sent));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f.v", "f.1.v", "f.2", "f.-1", "f.x.y"})
  void aListInTheBodyIsNeverReplacedByAnObject(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> post("{\"f\":[{\"v\":1}]}").withBodyField(path, "x"))
        .withMessageContaining("body:" + path)
        .withMessageContaining("by its number, from 0");
  }

  @Test
  void theBodyOfTheFirstPageStaysAsItWas() throws JsonProcessingException {
    Target first = post("{\"a\":{}}");
    first.withBodyField("a.b", "x");
    assertThat(first.body()).contains(JSON.readTree("{\"a\":{}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "null"})
  void aFieldNeedsABodyThatIsAnObject(String body) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> post(body).withBodyField("after", "x"))
        .withMessageContaining("body:after")
        .withMessageContaining("set body");
  }

  @Test
  void aFieldNeedsABody() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> get("/i").withBodyField("after", "x"))
        .withMessageContaining("body:after");
  }

  private static Target get(String path) {
    return new Target("GET", URI.create("http://api.example" + path), Map.of(), Optional.empty());
  }

  private static Target post(String body) throws JsonProcessingException {
    URI url = URI.create("http://api.example/i");
    return new Target("POST", url, Map.of(), Optional.of(JSON.readTree(body)));
  }
}
