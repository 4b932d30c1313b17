package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.response.PagingException;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
  private static final URI RFC = URI.create("http://a/b/c/d;p?q");
  private static final URI PAGE = URI.create("http://api.example/v2/items?limit=2");

  /** RFC 3986, section 5.4, where a fragment is of no use to a request. */
  @ParameterizedTest
  @CsvSource({
    "g, http://a/b/c/g",
    "./g, http://a/b/c/g",
    "g/, http://a/b/c/g/",
    "/g, http://a/g",
    "//g, http://g",
    "?y, http://a/b/c/d;p?y",
    "g?y, http://a/b/c/g?y",
    "#s, http://a/b/c/d;p?q",
    "g#s, http://a/b/c/g",
    "g?y#s, http://a/b/c/g?y",
    ";x, http://a/b/c/;x",
    "g;x, http://a/b/c/g;x",
    "g;x?y#s, http://a/b/c/g;x?y",
    "'', http://a/b/c/d;p?q",
    "., http://a/b/c/",
    "./, http://a/b/c/",
    ".., http://a/b/",
    "../, http://a/b/",
    "../g, http://a/b/g",
    "../.., http://a/",
    "../../, http://a/",
    "../../g, http://a/g",
    "../../../g, http://a/g",
    "../../../../g, http://a/g",
    "/./g, http://a/g",
    "/../g, http://a/g",
    "g., http://a/b/c/g.",
    ".g, http://a/b/c/.g",
    "g.., http://a/b/c/g..",
    "..g, http://a/b/c/..g",
    "./../g, http://a/b/g",
    "./g/., http://a/b/c/g/",
    "g/./h, http://a/b/c/g/h",
    "g/../h, http://a/b/c/h",
    "g;x=1/./y, http://a/b/c/g;x=1/y",
    "g;x=1/../y, http://a/b/c/y",
    "g?y/./x, http://a/b/c/g?y/./x",
    "g?y/../x, http://a/b/c/g?y/../x",
    "g#s/../x, http://a/b/c/g"
  })
  void resolvesAsRfc3986Says(String link, String url) {
    assertThat(Links.resolve(RFC, link)).hasToString(url);
  }

  @ParameterizedTest
  @CsvSource({
    "?p=2, http://api.example/v2/items?p=2",
    "page2, http://api.example/v2/page2",
    "/x, http://api.example/x",
    "//host/p, http://host/p",
    "' /x ', http://api.example/x",
    "/x?q=a b|c, http://api.example/x?q=a%20b%7Cc",
    "/x?q=a%20b, http://api.example/x?q=a%20b",
    "/x?q=a+b, http://api.example/x?q=a+b",
    "/x?c=a==&d=1, http://api.example/x?c=a==&d=1",
    "/x?page[after]=7, http://api.example/x?page[after]=7",
    "/x?q=Zürich, http://api.example/x?q=Z%C3%BCrich",
    "/x?q={\"a\":1}, http://api.example/x?q=%7B%22a%22:1%7D",
    "/x?to=http://y/?z, http://api.example/x?to=http://y/?z",
    "/a//b?p=2, http://api.example/a//b?p=2",
    "http://api.example?p=2, http://api.example?p=2"
  })
  void takesWhatServersWrite(String link, String url) {
    assertThat(Links.resolve(PAGE, link)).hasToString(url);
  }

  @ParameterizedTest
  @CsvSource({
    "http://API.EXAMPLE/v2/items?p=2, /v2/items?p=2",
    "http://api.example, /",
    "http://api.example?p=2, /?p=2",
    "#top, /v2/items?limit=2",
    "http://api.example:8080/p, http://api.example:8080/p",
    "https://api.example/p, https://api.example/p",
    "http://user@api.example/p, http://user@api.example/p",
    "//other.example/p, http://other.example/p",
    "mailto:me, mailto:me"
  })
  void aPositionIsShortOnlyAtThePagesOwnOrigin(String link, String position) {
    assertThat(Links.position(PAGE, link)).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "/x?q=100%", "http://[::1/p", "://x"})
  void whatIsNoUrlIsNamed(String link) {
    assertThatThrownBy(() -> Links.resolve(PAGE, link))
        .isInstanceOf(PagingException.class)
        .hasMessageContaining("'" + link + "'");
  }
}
