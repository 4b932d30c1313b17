package dev.caravan.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import dev.caravan.api.Requests;
import dev.caravan.api.http.BadResponseException;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;

class RequestFailureTest {
  private final Api api = Requests.api();

  @Test
  void namesMethodUrlStatusRequestIdAndBody() {
    Request request = Requests.to(api, "/items", "limit=2");
    request.startAttempt();
    assertThat(RequestFailure.describe(request, status(404, "no such\n  thing")))
        .isEqualTo(
            "GET https://api.example.com/v2/items?limit=2 (request run1-1): status 404: no such"
                + " thing");
  }

  @Test
  void aTokenThatTheBodyEchoesIsMasked() {
    api.setBearerToken("t0ken-of-joe");
    assertThat(describe("invalid token t0ken-of-joe"))
        .endsWith("invalid token ***")
        .doesNotContain("t0ken-of-joe");
  }

  @Test
  void aTokenThatTheEndOfTheShownBodyCutsIsMaskedToo() {
    api.setBearerToken("t0ken-of-joe");
    for (int before = 480; before < 510; before++) {
      assertThat(describe("x".repeat(before) + "t0ken-of-joe" + "y".repeat(50)))
          .as("%d characters before", before)
          .doesNotContain("t0");
    }
  }

  @Test
  void aTokenInTheQueryIsMasked() {
    api.setBearerToken("t0ken");
    assertThat(Requests.to(api, "/items", "token=t0ken").shown())
        .isEqualTo("GET https://api.example.com/v2/items?token=***");
  }

  @Test
  void showsFiveHundredCharactersOfABody() {
    assertThat(RequestFailure.beginning(api, "x".repeat(500))).isEqualTo("x".repeat(500));
    assertThat(RequestFailure.beginning(api, "x".repeat(501))).isEqualTo("x".repeat(500) + "…");
    assertThat(describe("x".repeat(501))).endsWith(": " + "x".repeat(500) + "…");
  }

  @Test
  void neverCutsACharacterInTwo() {
    assertThat(RequestFailure.beginning(api, "x".repeat(499) + "😀😀"))
        .isEqualTo("x".repeat(499) + "…");
  }

  @Test
  void saysWhichExceptionWasAtTheRoot() {
    Exception failure = new RuntimeException("outer", new IOException("connection reset"));
    assertThat(RequestFailure.briefly(failure)).isEqualTo("IOException: connection reset");
  }

  @Test
  void takesTheWholeMessageOfABadAnswer() {
    assertThat(RequestFailure.briefly(new BadResponseException("not JSON"))).isEqualTo("not JSON");
  }

  @Test
  void anAnswerWithoutABodyHasNoColonAtItsEnd() {
    assertThat(
            RequestFailure.describe(
                Requests.to(api, "/items", ""),
                new HttpOperationFailedException("https://x", 500, "", null, Map.of(), null)))
        .endsWith("status 500");
  }

  private String describe(String body) {
    return RequestFailure.describe(Requests.to(api, "/items", ""), status(401, body));
  }

  private static HttpOperationFailedException status(int status, String body) {
    return new HttpOperationFailedException("https://x", status, "", null, Map.of(), body);
  }
}
