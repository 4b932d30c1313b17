package dev.caravan.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PrintsTest {
  private final Random random = new Random(11);

  @Test
  void equalRecordsHaveOnePrint() throws IOException {
    String json =
        """
        {"id": 12345678901234567890, "price": 1.10, "name": "Zoë 😀", "tags": ["a", null, true], "deep": {"x": [{}]}}""";
    assertThat(Prints.ofRecord(read(json))).isEqualTo(Prints.ofRecord(read(json))).hasSize(12);
  }

  @Test
  void recordsThatLookAlikeHavePrintsOfTheirOwn() throws IOException {
    List<Object> records =
        new ArrayList<>(
            Arrays.asList(
                null,
                "null",
                "",
                "\u0000",
                "\u0000\u0000",
                1,
                "1",
                "1.0",
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                true,
                "true",
                List.of(),
                Map.of(),
                List.of("a", "b"),
                List.of("ab"),
                List.of("a, b"),
                List.of(List.of("a"), "b"),
                List.of(List.of("a", "b"))));
    for (String json :
        List.of(
            "{'a':'b'}",
            "{'a':['b']}",
            "{'ab':''}",
            "{'':'ab'}",
            "{'a':1,'b':2}",
            "{'b':2,'a':1}",
            "{'a':{'b':2}}",
            "{'a':{},'b':2}",
            "{'a':'1, b=2'}",
            "{'a':null}",
            "{'a':'null'}",
            "{'a':'abcd'}",
            "{'a':'abcde'}",
            "{'a':'abcdefgh'}",
            "{'a':'efghabcd'}")) {
      records.add(read(json.replace('\'', '"')));
    }
    assertThat(records.stream().map(Prints::ofRecord)).doesNotHaveDuplicates();
  }

  @Test
  void aChangeOfOneCharacterOrNumberChangesThePrintAndItsBeginning() {
    Set<String> prints = new HashSet<>();
    Set<String> beginnings = new HashSet<>();
    int records = 100_000;
    for (int i = 0; i < records; i++) {
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("id", i);
      record.put("name", "item " + i % 10);
      record.put("price", BigDecimal.valueOf(i % 100, 2));
      prints.add(Prints.ofRecord(record));
      beginnings.add(Prints.ofRecord(record).substring(0, 8));
    }
    assertThat(prints).hasSize(records);
    assertThat(beginnings).hasSize(records);
  }

  @Test
  void eachBitOfATextChangesAboutHalfOfTheHash() {
    long flipped = 0;
    int trials = 5_000;
    for (int trial = 0; trial < trials; trial++) {
      char[] text = new char[1 + random.nextInt(40)];
      for (int i = 0; i < text.length; i++) {
        text[i] = (char) (' ' + random.nextInt(90));
      }
      byte[] before = RecordHash.of(List.of(new String(text)));
      text[random.nextInt(text.length)] ^= (char) (1 << random.nextInt(16));
      byte[] after = RecordHash.of(List.of(new String(text)));
      for (int i = 0; i < before.length; i++) {
        flipped += Integer.bitCount((before[i] ^ after[i]) & 0xFF);
      }
    }
    assertThat((double) flipped / trials).isBetween(63.0, 65.0);
  }

  private static Object read(String json) throws IOException {
    return ExactJson.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
