package dev.caravan.upsert.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.OnEachDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JSON Schema says of records, and which schemas are taken. */
class JsonRulesTest {
  @TempDir Path directory;

  private static Object record(String json) {
    return OnEachDatabase.json("[" + json + "]").get(0);
  }

  private String file(String name, String schema) throws IOException {
    return "file:" + Files.writeString(directory.resolve(name), schema);
  }

  @Test
  void aRecordThatBreaksARuleIsNamedByItsFirstKeywordAndLogsDoNotShowIt() {
    JsonRules rules = JsonRules.of("classpath:contracts/order.schema.json");
    String good = "\"order_id\": 1, \"updated_at\": \"2025-01-01T00:00:00Z\"";
    assertThat(rules.broken(record("{" + good + ", \"total\": 12.50, \"lines\": []}"))).isEmpty();
    Map<String, String> broken =
        Map.of(
            "{\"order_id\": 1}",
            "json_schema:required",
            "{" + good + ", \"total\": -0.01}",
            "json_schema:minimum",
            "{" + good + ", \"total\": true}",
            "json_schema:type",
            "{" + good + ", \"email\": \"jane\"}",
            "json_schema:format",
            "{" + good + ", \"lines\": [{\"sku\": \"SKU-7\"}]}",
            "json_schema:pattern");
    broken.forEach(
        (json, code) -> {
          Reject reject = rules.broken(record(json)).orElseThrow();
          assertThat(reject.code()).as(json).isEqualTo(code);
          assertThat(reject.rule()).doesNotContain("jane").doesNotContain("SKU-7");
          assertThat(reject.raw()).isEqualTo(record(json));
        });
    Reject deep = rules.broken(record("{" + good + ", \"lines\": [{\"sku\": \"7\"}]}")).get();
    assertThat(deep.detail()).contains("/lines/0/sku");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema"
      })
  void eachDraftIsKnownAndChecksFormats(String draft) throws IOException {
    JsonRules rules =
        JsonRules.of(
            file(
                "a.json",
                """
                {"$schema": "%s", "properties": {"at": {"type": "string", "format": "date-time"}}}"""
                    .formatted(draft)));
    assertThat(rules.broken(record("{\"at\": \"2025-01-01T00:00:00Z\"}"))).isEmpty();
    assertThat(rules.broken(record("{\"at\": \"yesterday\"}"))).isPresent();
  }

  @Test
  void numbersOfAnyLengthAreComparedExactly() throws IOException {
    JsonRules rules =
        JsonRules.of(file("a.json", "{\"properties\": {\"n\": {\"maximum\": 9007199254740993}}}"));
    assertThat(rules.broken(record("{\"n\": 9007199254740993}"))).isEmpty();
    assertThat(rules.broken(record("{\"n\": 9007199254740993.1}"))).isPresent();
  }

  @Test
  void whatASchemaRefersToIsAFileAndNeverAServer() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes());
          exchange.close();
        });
    server.start();
    try {
      String there = "http://localhost:" + server.getAddress().getPort() + "/money.json";
      String remote =
          file("remote.json", "{\"properties\": {\"a\": {\"$ref\": \"" + there + "\"}}}");
      assertThatThrownBy(() -> JsonRules.of(remote)).hasMessageContaining("jsonSchema");
      assertThatThrownBy(() -> JsonRules.of(there)).hasMessageContaining("neither file:");
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
    file("part.json", "{\"type\": \"integer\"}");
    JsonRules rules =
        JsonRules.of(file("whole.json", "{\"properties\": {\"a\": {\"$ref\": \"part.json\"}}}"));
    assertThat(rules.broken(record("{\"a\": \"x\"}"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"strange\"}",
        "not JSON",
        "{\"$schema\": \"https://example.com/none\"}",
        "{\"properties\": {\"a\": {\"$ref\": \"absent.json\"}}}",
        "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
        "[]"
      })
  void whatIsNoSchemaStopsTheStart(String text) throws IOException {
    String place = file("bad.json", text);
    assertThatThrownBy(() -> JsonRules.of(place))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad.json");
  }

  @Test
  void aSchemaThatIsNotThereStopsTheStart() {
    assertThatThrownBy(() -> JsonRules.of("file:none.json")).hasMessageContaining("none.json");
    assertThatThrownBy(() -> JsonRules.of("classpath:none.json")).hasMessageContaining("none.json");
  }
}
