package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.Traffic;
import dev.caravan.response.Reading;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageRequestTest {
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Exchange exchange = new DefaultExchange(context);

  @AfterEach
  void closeContext() throws IOException {
    context.close();
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc",
    "a&b, a%26b",
    "a+b, a%2Bb",
    "a=b==, a%3Db%3D%3D",
    "'a b', a%20b",
    "a%20b, a%2520b",
    "a/b?c#d, a%2Fb%3Fc%23d",
    "Zürich-東京, Z%C3%BCrich-%E6%9D%B1%E4%BA%AC",
    "😀, %F0%9F%98%80"
  })
  void theCursorIsSentExactlyAsTheApiGaveIt(String cursor, String sent) {
    assertThat(shown("/items", Optional.of(cursor)))
        .isEqualTo("GET https://api.example.com/v2/items?after=" + sent);
  }

  @ParameterizedTest
  @CsvSource({
    "/items, /items?after=abc",
    "/items?limit=2, /items?limit=2&after=abc",
    "/items?q=a%26b&limit=2, /items?q=a%26b&limit=2&after=abc",
    "/items?, /items?after=abc",
    "/items?a=b?c, /items?a=b?c&after=abc"
  })
  void thePathKeepsItsOwnQuery(String path, String sent) {
    assertThat(shown(path, Optional.of("abc"))).isEqualTo("GET https://api.example.com/v2" + sent);
  }

  @Test
  void theFirstPageHasNoCursor() {
    assertThat(shown("/items", Optional.empty())).isEqualTo("GET https://api.example.com/v2/items");
    assertThat(shown("/items?limit=2", Optional.empty()))
        .isEqualTo("GET https://api.example.com/v2/items?limit=2");
  }

  @Test
  void isOnTheExchangeWithItsRequest() {
    PageRequest asked = request("/items", Optional.of("abc"));
    asked.putOn(exchange, new Request.Origin("items", "run1", "abc", new Traffic()));
    assertThat(Reading.of(exchange)).isEqualTo(asked);
    assertThat(Request.of(exchange).origin()).hasToString("stream items run run1 page abc");
    assertThat(Request.of(exchange).apiName()).isEqualTo("shop");
  }

  private String shown(String path, Optional<String> position) {
    request(path, position)
        .putOn(exchange, new Request.Origin("items", "run1", "first", new Traffic()));
    return Request.of(exchange).shown();
  }

  private static PageRequest request(String path, Optional<String> position) {
    ScanBounds bounds = new ScanBounds(Optional.empty(), Instant.EPOCH);
    return new PageRequest(stream(path), bounds, position, false);
  }

  private static Stream stream(String path) {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com/v2");
    Stream stream = new Stream();
    stream.setName("items");
    stream.setApiName("shop");
    stream.setApi(api);
    stream.setPath(path);
    stream.getPaging().setKind("cursor");
    stream.getPaging().setCursorParam("after");
    stream.init();
    return stream;
  }
}
