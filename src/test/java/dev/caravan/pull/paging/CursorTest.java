package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.api.Api;
import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.Locator;
import dev.caravan.response.Placement;
import dev.caravan.response.Response;
import dev.caravan.response.ResponseBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static final URI URL = URI.create("http://api.example/items?limit=2");

  private final Cursor pagination =
      new Cursor(
          Placement.parse("cursorParam", "after"),
          Locator.parse("nextCursor", "$.paging.next"),
          false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"paging\":{\"next\":\"\"}}",
        "{\"paging\":{\"next\":null}}",
        "{\"paging\":{\"next\":false}}",
        "{\"paging\":{}}",
        "{\"paging\":null}",
        "{}",
        "[]",
        "7"
      })
  void anEmptyNullMissingOrFalseCursorIsTheEnd(String json) {
    assertThat(next(json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"abc\"', abc",
    "'\" \"', ' '",
    "'\"false\"', false",
    "'\"0\"', 0",
    "0, 0",
    "-1, -1",
    "9007199254740993, 9007199254740993",
    "92233720368547758079, 92233720368547758079",
    "1700000000.123456789, 1700000000.123456789"
  })
  void aTextOrANumberIsACursor(String json, String cursor) {
    assertThat(next("{\"paging\":{\"next\":" + json + "}}")).contains(cursor);
  }

  @Test
  void noBodyIsTheEnd() {
    assertThat(pagination.next(response(null), Optional.empty()).position()).isEmpty();
  }

  @Test
  void anEmptyPageWithACursorGoesOn() {
    assertThat(next("{\"data\":[],\"paging\":{\"next\":\"abc\"}}")).contains("abc");
  }

  @Test
  void asksForAPositionByItsParameter() {
    Target first = new Target("GET", URL, Map.of(), Optional.empty());
    assertThat(pagination.at(first, Optional.of("a&b")).url())
        .hasToString("http://api.example/items?limit=2&after=a%26b");
    assertThat(pagination.at(first, Optional.empty())).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"7\"", "1234567890123456789", "\"1234567890123456789\"", "1.5"})
  void inABodyANumberGoesBackAsANumberAndATextAsAText(String cursor) {
    Cursor inBody =
        new Cursor(
            Placement.parse("cursorParam", "body:after"),
            Locator.parse("nextCursor", "$.next"),
            false);
    Response response = Answers.json("{\"data\": [], \"next\": " + cursor + "}");
    Target first =
        new Target("POST", URL, Map.of(), Optional.of(JsonNodeFactory.instance.objectNode()));
    assertThat(inBody.at(first, inBody.next(response, Optional.empty()).position()).body())
        .hasValueSatisfying(body -> assertThat(body).hasToString("{\"after\":" + cursor + "}"));
  }

  private Optional<String> next(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Object body = ResponseBody.read(bytes, "application/json", BodyFormat.AUTO, new Api());
    return pagination.next(response(body), Optional.empty()).position();
  }

  private static Response response(Object body) {
    return new Response(URL, Map.of(), body, List.of());
  }
}
