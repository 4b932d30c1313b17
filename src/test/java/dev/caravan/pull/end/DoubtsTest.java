package dev.caravan.pull.end;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.HttpClientSetup;
import dev.caravan.api.request.Target;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Response;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a scan whose list looks whole, and would look so if it were cut. */
class DoubtsTest {
  private static final URI URL = URI.create("http://api.example/items");

  private final Map<String, Object> body = new HashMap<>();
  private final Map<String, String> headers = new HashMap<>();
  private final PagingParameters paging = new PagingParameters();
  private String ignored = "";
  private boolean whole = true;

  @ParameterizedTest
  @ValueSource(ints = {20, 25, 30, 50, 100, 1000})
  void asManyRecordsAsServersLikeToSendMayBeAPart(int rows) {
    assertThat(single(rows)).singleElement().asString().startsWith(rows + " records came");
    ignored = "pageSize";
    assertThat(single(rows)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 10, 40, 99, 101})
  void anyOtherNumberIsNothingToSpeakOf(int rows) {
    assertThat(single(rows)).isEmpty();
  }

  @Test
  void theListsOfManyParentsHaveEveryNumber() {
    whole = false;
    assertThat(single(100)).isEmpty();
  }

  @Test
  void aListThatSaysHowManyThereAreIsWhole() {
    body.put("total", 100);
    assertThat(single(100)).isEmpty();
  }

  @Test
  void aPartialAnswerIsNoWholeOne() {
    headers.put(Exchange.HTTP_RESPONSE_CODE, "206");
    assertThat(single(7)).singleElement().asString().contains("status 206");
    ignored = "status";
    assertThat(single(7)).isEmpty();
    headers.put(Exchange.HTTP_RESPONSE_CODE, "200");
    ignored = "";
    assertThat(single(7)).isEmpty();
  }

  @Test
  void anAnswerThatEndsWithItsConnectionMayBeCut() {
    headers.put(HttpClientSetup.ENDS_WITH, "close");
    assertThat(single(7)).singleElement().asString().contains("ended with its connection");
  }

  @ParameterizedTest
  @CsvSource({
    "100, 10, '', true",
    "100, 9, '', false",
    "100, 1, '', true",
    "100, 1, total, false",
    "7, 1, '', false",
    "100, 20, '', false",
    "100, 10, total, false",
    "100, 100, total, true",
    "1000, 50, '', true"
  })
  void aListThatEndsWhereApisLikeToEndOneMayBeCut(
      int size, int pages, String counted, boolean said) {
    body.put(counted, size * pages);
    paging.setKind("page");
    EndOfScan scan = new EndOfScan(rules());
    Walked walked = Walked.NOTHING;
    Known known = Known.NOTHING;
    Optional<String> position = Optional.empty();
    List<String> notes = List.of();
    for (int page = 0; page <= pages + 1 && notes.isEmpty(); page++) {
      int from = page * size;
      Response response = response(ids(IntStream.range(from, page < pages ? from + size : from)));
      Told told = scan.tell(response, target(), position, Optional.empty());
      Verdict verdict = scan.judge(page > 0 ? told.differing() : told, walked, known);
      walked = verdict.walked();
      known = verdict.known();
      position = verdict.next();
      notes = verdict.notes();
    }
    assertThat(notes.toString().contains(size * pages + " records came")).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1,2,3,4; 5,6,7,8; 9,10; 0",
        "1,2,3,4; 4,5,6,7; 8,9; 0",
        "1,2,3,4; 2,3,4,5; 6,7; 0",
        "1,2,3,4; 5,6,7,8; 3,4,5,6; 0",
        "1,2,3,4; 3,5,6,7; 8,9; 1",
        "1,2,3,4; 5,6,2,7; 8,9; 1",
        "1,2,3,4; 4,3,5,6; 7,1; 2"
      })
  void recordsThatComeAgainElsewhereThanWhereAGrowingListPushesThemAreSaid(
      String first, String second, String third, int again) {
    paging.setKind("page");
    ListOrder order = new ListOrder(rules());
    EndOfScan scan = new EndOfScan(rules());
    for (String page : List.of(first, second, third)) {
      Response response =
          response(
              ids(Arrays.stream(page.split(",")).mapToInt(id -> Integer.parseInt(id.strip()))));
      Told told = scan.tell(response, target(), Optional.empty(), Optional.empty());
      order.add(told, response.records());
    }
    assertThat(order.notes())
        .extracting(note -> note.replaceFirst(" .*", ""))
        .isEqualTo(again == 0 ? List.of() : List.of(String.valueOf(again)));
  }

  @ParameterizedTest
  @CsvSource({
    "'3,9,4', true",
    "'3,4,9', false",
    "'9,4,3', false",
    "'4,4,9', false",
    "'b,Z,c', false",
    "'2025-01-02T00:00:00Z,2025-01-03T00:00:00+00:00,2025-01-01T00:00:00Z', true"
  })
  void aPageInNoOrderByItsKeysetIsSaidUnlessAnAlphabetDecides(String ids, boolean said) {
    paging.setKind("keyset");
    ListOrder order = new ListOrder(rules());
    List<?> rows = Arrays.stream(ids.split(",")).map(id -> Map.of("id", id)).toList();
    Told told = new EndOfScan(rules()).tell(response(rows), target(), at("1"), Optional.empty());
    order.add(told, rows);
    assertThat(order.notes().toString().contains("in no order by the field")).isEqualTo(said);
  }

  private static Optional<String> at(String position) {
    return Optional.of(position);
  }

  private List<String> single(int rows) {
    paging.setKind("none");
    EndOfScan scan = new EndOfScan(rules());
    Response response = response(ids(IntStream.range(0, rows)));
    Told told = scan.tell(response, target(), Optional.empty(), Optional.empty());
    return scan.judge(told.ofWhole(whole), Walked.NOTHING, Known.NOTHING).notes();
  }

  private Rules rules() {
    return new Rules(
        paging.toPagination(),
        paging.declared(),
        new JsonPathTo("records", "$.data"),
        List.of(ignored));
  }

  private Response response(List<?> rows) {
    body.put("data", rows);
    return new Response(URL, headers, new HashMap<>(body), rows);
  }

  private static List<?> ids(IntStream ids) {
    return ids.mapToObj(id -> Map.of("id", id)).toList();
  }

  private static Target target() {
    return new Target("GET", URL, Map.of(), Optional.empty());
  }
}
