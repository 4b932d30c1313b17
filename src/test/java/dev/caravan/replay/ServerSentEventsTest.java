package dev.caravan.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of WHATWG HTML, section 9.2.6, and what they leave open. */
class ServerSentEventsTest {
  @Test
  void severalLinesOfDataAreJoined() {
    assertThat(data("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly("YHOO\n+2\n10");
  }

  @Test
  void commentsIdsAndAnEventWithoutAnEnd() {
    ServerSentEvents stream =
        read(
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
                + "data:  third event");
    assertThat(stream.events())
        .containsExactly(
            new ServerSentEvents.Event(Optional.of("1"), "message", "first event"),
            new ServerSentEvents.Event(Optional.empty(), "message", "second event"));
  }

  @Test
  void emptyDataIsAnEventAndNoDataIsNone() {
    assertThat(data("data\n\ndata\ndata\n\ndata:")).containsExactly("", "\n");
    assertThat(data("event: ping\nid: 7\n\n")).isEmpty();
  }

  @Test
  void anIdWithoutAnEventMovesThePlaceOnceItsBlockEnds() {
    assertThat(read("id: 7\n\nid: 8\n").lastId()).contains("7");
    assertThat(read(": nothing\n\n").lastId()).isEqualTo(read("").lastId());
  }

  @Test
  void oneSpaceAfterTheColonIsNoPartOfTheValue() {
    assertThat(data("data:test\n\ndata: test\n\ndata:  test\n\n"))
        .containsExactly("test", "test", " test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void linesEndInAnyWay(String end) {
    ServerSentEvents stream =
        read(String.join(end, "\uFEFFevent: add", "id: 4", "data: a", "data: b", "", ""));
    assertThat(stream.events())
        .containsExactly(new ServerSentEvents.Event(Optional.of("4"), "add", "a\nb"));
  }

  @Test
  void anIdStaysUntilTheNextOneAndHoldsNoZero() {
    ServerSentEvents stream =
        ServerSentEvents.read(
            bytes("data: a\n\nid: 5\ndata: b\n\ndata: c\n\nid: x\0y\ndata: d\n\n"),
            Optional.of("4"));
    assertThat(stream.events())
        .extracting(event -> event.id().orElse(""))
        .containsExactly("4", "5", "5", "5");
  }

  @Test
  void retryIsDigitsAndNothingElse() {
    assertThat(read("retry: 2500\n\n").retry()).contains(2500L);
    assertThat(read("retry: 2.5\n\nretry: soon\n\n").retry()).isEmpty();
  }

  private static List<String> data(String stream) {
    return read(stream).events().stream().map(ServerSentEvents.Event::data).toList();
  }

  private static ServerSentEvents read(String stream) {
    return ServerSentEvents.read(bytes(stream), Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
