package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {
  private final LinkHeader links = new LinkHeader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<http://api.example/v2/items?p=2>; rel=\"next\"",
        "<http://api.example/v2/items?p=2>;rel=\"next\"",
        "<http://api.example/v2/items?p=2> ; rel = \"next\"",
        "<http://api.example/v2/items?p=2>; rel=next",
        "<http://api.example/v2/items?p=2>; REL=NEXT",
        "<http://api.example/v2/items?p=2>; rel=\"prev next\"",
        "<http://api.example/v2/items?p=2>; rel=\"next  last\"",
        "<http://api.example/v2/items?p=2>; title=\"page 2\"; rel=\"next\"",
        "<http://api.example/v2/items?p=2>; results=\"true\"; rel=\"next\"; per=7",
        "<http://api.example/v2/items?p=2>; title*=UTF-8'de'n%c3%a4chste; rel=\"next\"",
        "<http://api.example/v2/items?p=2>; nofollow; rel=\"next\"",
        "<http://api.example/v2/items?p=2>; title=\"a, b; c\"; rel=\"next\"",
        "<http://api.example/v2/items?p=2>; title=\"says \\\"hi\\\", <x>; rel=prev\"; rel=\"next\"",
        "<http://api.example/v2/items>; rel=\"first\", <http://api.example/v2/items?p=2>; rel=\"next\"",
        "<http://api.example/v2/items>; rel=first,<http://api.example/v2/items?p=2>; rel=next,<http://api.example/v2/items?p=9>;rel=last",
        "<http://api.example/v2/items?p=9>; rel=\"last\",, <http://api.example/v2/items?p=2>; rel=\"next\"",
        "<http://api.example/v2/items?p=2>; rel=\"https://api.example/rels/more next\"",
        "</v2/items?p=2>; rel=\"next\"",
        "<?p=2>; rel=\"next\"",
        "<items?p=2>; rel=\"next\"",
        "<//api.example/v2/items?p=2>; rel=\"next\"",
        "<HTTP://API.example/v2/items?p=2#top>; rel=\"next\""
      })
  void theNextLinkIsFoundHoweverItIsWritten(String header) {
    assertThat(next(header)).contains("/v2/items?p=2");
  }

  @Test
  void aUrlMayHoldCommasAndSemicolons() {
    assertThat(next("<http://api.example/v2/items;v=1?ids=1,2;3&x=a;b>; rel=\"next\""))
        .contains("/v2/items;v=1?ids=1,2;3&x=a;b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<http://api.example/v2/items>; rel=\"first\", <http://api.example/v2/items>; rel=\"last\"",
        "<http://api.example/v2/items?p=1>; rel=\"previous\"",
        "<http://api.example/v2/items?p=2>",
        "<http://api.example/v2/items?p=2>; title=\"next\"",
        "<http://api.example/v2/items?p=2>; rel=\"nextish\"",
        "<http://api.example/v2/items?p=2>; rel=\"\"",
        "<http://api.example/v2/items?p=2>; xrel=\"next\"",
        "<http://api.example/v2/items?p=2>; rel=prev; rel=next",
        "<http://api.example/v2/items?p=2>; rel=prev; title=\"a; rel=next\"",
        "<http://api.example/v2/items?p=2>; title=\"a; rel=next\"; rel=prev",
        "no link at all"
      })
  void anythingElseIsTheEnd(String header) {
    assertThat(next(header)).isEmpty();
  }

  @Test
  void noHeaderIsTheEndWhateverTheBodyHolds() {
    assertThat(links.next(Answers.records(2), Optional.empty()).position()).isEmpty();
  }

  @Test
  void anEmptyPageWithALinkIsNotTheEnd() {
    assertThat(next("<?p=2>; rel=next")).isPresent();
  }

  @Test
  void anotherOriginStaysVisibleInThePosition() {
    assertThat(next("<https://evil.example/v2/items?p=2>; rel=next"))
        .contains("https://evil.example/v2/items?p=2");
    assertThat(next("<http://api.example:81/v2/items?p=2>; rel=next"))
        .contains("http://api.example:81/v2/items?p=2");
  }

  @Test
  void theStreamsOwnQueryIsNotAddedAgain() {
    assertThat(links.at(Answers.FIRST, Optional.of("/v2/items?p=2")).url())
        .hasToString("http://api.example/v2/items?p=2");
    assertThat(links.at(Answers.FIRST, Optional.empty())).isEqualTo(Answers.FIRST);
  }

  private Optional<String> next(String header) {
    return links.next(Answers.header("LINK", header), Optional.empty()).position();
  }
}
