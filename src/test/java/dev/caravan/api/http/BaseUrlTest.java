package dev.caravan.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.example.com, https://api.example.com",
    "https://api.example.com/, https://api.example.com",
    "https://api.example.com/v2//, https://api.example.com/v2",
    "' http://127.0.0.1:8080/a%20b ', http://127.0.0.1:8080/a%20b",
    "HTTPS://API.example.com, HTTPS://API.example.com",
    "http://[::1]:8080/x, http://[::1]:8080/x",
  })
  void readsAnAddressWithoutItsTrailingSlashes(String text, String url) {
    assertThat(BaseUrl.parse(text)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "api.example.com", "/v2", "ftp://x", "file:///etc/passwd", "https:///v2"})
  void rejectsWhatHasNoHttpAndHostAndShowsTheForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BaseUrl.parse(text))
        .withMessageContaining("baseUrl '" + text + "'")
        .withMessageContaining("https://api.example.com/v2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://exa mple.com", "https://x/{id}", "http://[::1"})
  void rejectsWhatIsNoUrl(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BaseUrl.parse(text))
        .withMessageContaining("baseUrl '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://joe:hush@api.example.com",
        "https://api.example.com?token=hush",
        "https://api.example.com/#hush",
        "https://joe:hu sh@api.example.com",
        "api.example.com?token=hush",
        "ftp://joe:hush@api.example.com",
        "https://api.exa mple.com/?token=hush"
      })
  void credentialsInAUrlAreRejectedWithoutBeingShown(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BaseUrl.parse(text))
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hush").doesNotContain("hu sh"));
  }

  private static String stackTrace(Throwable failure) {
    return failure + (failure.getCause() == null ? "" : " " + stackTrace(failure.getCause()));
  }
}
