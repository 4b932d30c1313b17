package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.response.Locator;
import dev.caravan.response.PagingException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextUrlTest {
  private final NextUrl pagination = new NextUrl(Locator.parse("nextUrl", "$.links.next"));

  @ParameterizedTest
  @CsvSource({
    "http://api.example/v2/items?p=2, /v2/items?p=2",
    "/v2/items?p=2, /v2/items?p=2",
    "?p=2, /v2/items?p=2",
    "items?p=2, /v2/items?p=2",
    "page2, /v2/page2",
    "//api.example/v2/items?p=2, /v2/items?p=2",
    "//other.example/p, http://other.example/p",
    "https://api.example/v2/items?p=2, https://api.example/v2/items?p=2"
  })
  void aLinkIsResolvedAgainstThePageItStandsOn(String link, String position) {
    assertThat(next("{\"links\": {\"next\": \"" + link + "\"}}")).contains(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"links\": {\"next\": null}}",
        "{\"links\": {\"next\": \"\"}}",
        "{\"links\": {\"next\": \"  \"}}",
        "{\"links\": {\"next\": false}}",
        "{\"links\": {}}",
        "{\"links\": null}",
        "{}"
      })
  void whatIsNoLinkNamesNoPage(String json) {
    assertThat(next(json)).isEmpty();
  }

  @Test
  void anEmptyPageWithALinkIsNotTheEnd() {
    assertThat(next("{\"data\": [], \"links\": {\"next\": \"?p=2\"}}")).isPresent();
  }

  @Test
  void aLinkThatIsAnObjectIsNamed() {
    assertThatThrownBy(() -> next("{\"links\": {\"next\": {\"href\": \"/p\"}}}"))
        .isInstanceOf(PagingException.class)
        .hasMessageContaining("$['links']['next']")
        .hasMessageContaining("href");
  }

  @Test
  void theStreamsOwnQueryIsNotAddedAgain() {
    assertThat(pagination.at(Answers.FIRST, Optional.of("/v2/items?p=2")).url())
        .hasToString("http://api.example/v2/items?p=2");
  }

  @Test
  void theFirstPageIsThePathAsItStands() {
    assertThat(pagination.at(Answers.FIRST, Optional.empty())).isEqualTo(Answers.FIRST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "\"2\""})
  void aNumberIsNamedWithTheKindsOfPagingThatTakeOne(String next) {
    assertThatThrownBy(() -> next("{\"links\": {\"next\": " + next + "}}"))
        .isInstanceOf(PagingException.class)
        .hasMessageContainingAll("names 2", "pagination: page", "pagination: cursor");
  }

  @Test
  void aNumberThatIsThatOfNoSecondPageIsACursor() {
    assertThatThrownBy(() -> next("{\"links\": {\"next\": 100}}"))
        .isInstanceOf(PagingException.class)
        .hasMessageContainingAll(
            "names 100", "pagination: cursor", "nextCursor: $['links']['next']")
        .hasMessageNotContaining("pageParam");
  }

  private Optional<String> next(String json) {
    return pagination.next(Answers.json(json), Optional.empty()).position();
  }
}
