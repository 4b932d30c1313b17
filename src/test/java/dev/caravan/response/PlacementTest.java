package dev.caravan.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.request.Target;
import dev.caravan.pull.paging.Answers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  @Test
  void aBareNameIsAQueryParameter() {
    assertThat(Placement.parse("cursorParam", "after").put(Answers.FIRST, "x y").url())
        .hasToString("http://api.example/v2/items?limit=2&after=x%20y");
    assertThat(Placement.parse("watermarkParam", "filter[since]").put(Answers.FIRST, "7").url())
        .hasToString("http://api.example/v2/items?limit=2&filter%5Bsince%5D=7");
  }

  @Test
  void aHeaderGetsTheValueAsItIs() {
    Target target = Placement.parse("cursorParam", "header:X-Cursor").put(Answers.FIRST, "a=b&c");
    assertThat(target.headers()).isEqualTo(Map.of("X-Cursor", "a=b&c"));
    assertThat(target.url()).isEqualTo(Answers.URL);
  }

  @Test
  void aFieldOfTheBodyIsReachedByDots() {
    ObjectMapper json = new ObjectMapper();
    Target post = new Target("POST", Answers.URL, Map.of(), Optional.of(json.createObjectNode()));
    assertThat(Placement.parse("cursorParam", "body:variables.after").put(post, "x").body())
        .hasValueSatisfying(
            body -> assertThat(body.at("/variables/after").textValue()).isEqualTo("x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "header:", "header: ", "header:X Cursor", "body:", "body:a..b"})
  void aPlaceWithoutANameIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Placement.parse("cursorParam", text))
        .withMessageContaining("cursorParam '" + text + "'")
        .withMessageContaining("header:NAME");
  }

  @Test
  void moreMayStandAroundTheValue() {
    Target target = Placement.parse("p", "filter=updated_at gt {}").put(Answers.FIRST, "7");
    assertThat(target.url())
        .hasToString("http://api.example/v2/items?limit=2&filter=updated_at%20gt%207");
  }

  @Test
  void theMembersOfAnObjectKeepTheirKindsInABody() throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    Target post = new Target("POST", Answers.URL, Map.of(), Optional.of(json.createObjectNode()));
    String position = "{\"from\":10,\"shard\":\"7\",\"key\":{\"id\":1.50},\"all\":true}";
    assertThat(Placement.parseAny("cursorParam", "body:page.*").put(post, position).body())
        .hasValueSatisfying(body -> assertThat(body).hasToString("{\"page\":" + position + "}"));
    assertThat(Placement.parseAny("cursorParam", "*").put(Answers.FIRST, position).url())
        .hasQuery("limit=2&from=10&shard=7&key={\"id\":1.50}&all=true");
  }
}
