package dev.caravan.webhook.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SignedValuesTest {
  @Test
  void differentValuesStayDifferentOnTheirWayThroughKafka() {
    Set<String> sent =
        Stream.of("\ud800", "\ud801", "\udc00\ud800", "?", "\ud83d\ude00", "a\tb", "a b")
            .map(SignedValues::bounded)
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .collect(Collectors.toSet());
    assertThat(sent).hasSize(7).contains("?", "\ud83d\ude00", "a b");
  }
}
