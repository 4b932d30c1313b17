package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What makes a stream ask for something else, so that a position of before means nothing. */
class WayTest {
  @Test
  void whateverChangesWhatAPositionMeansIsAnotherWay() {
    Map<String, Consumer<Stream>> changes = new LinkedHashMap<>();
    changes.put("baseUrl", stream -> stream.setApi(api("https://b.example")));
    changes.put("path", stream -> stream.setPath("/items?limit=20"));
    changes.put("method", stream -> stream.setMethod("POST"));
    changes.put("body", stream -> stream.setBody("{\"limit\": 20}"));
    changes.put("format", stream -> stream.setFormat("jsonl"));
    changes.put("records", stream -> stream.setRecords("$.items"));
    changes.put("pagination", stream -> stream.getPaging().setKind("offset"));
    changes.put("pageParam", stream -> stream.getPaging().setPageParam("p"));
    changes.put("firstPage", stream -> stream.getPaging().setFirstPage(0));
    changes.put("pageSize", stream -> stream.getPaging().setPageSize(20));
    changes.put("watermark", stream -> stream.getSince().setField("updated_at"));
    changes.put("pieceKey", WayTest::inPieces);
    String way = way(any -> {});
    changes.forEach((name, change) -> assertThat(way(change)).as(name).isNotEqualTo(way));
    assertThat(changes.values().stream().map(WayTest::way)).doesNotHaveDuplicates();
  }

  @Test
  void whatOnlySaysHowOftenHowMuchOrWhatProvesTheEndIsTheSameWay() {
    Map<String, Consumer<Stream>> changes = new LinkedHashMap<>();
    changes.put("every", stream -> stream.setEvery("5m"));
    changes.put("maxPages", stream -> stream.setMaxPages(3));
    changes.put("total", stream -> stream.getPaging().setTotal("$.total"));
    changes.put("lastPage", stream -> stream.getPaging().setLastPage("$.pages"));
    changes.put("hasMore", stream -> stream.getPaging().setHasMore("$.more"));
    changes.put("endStatus", stream -> stream.getPaging().setEndStatus("404"));
    changes.put("ignoreSigns", stream -> stream.setIgnoreSigns("next"));
    changes.put("recordsOptional", stream -> stream.setRecordsOptional(true));
    String way = way(any -> {});
    changes.forEach((name, change) -> assertThat(way(change)).as(name).isEqualTo(way));
  }

  private static void inPieces(Stream stream) {
    stream.getPiece().setKey("id");
    stream.getPiece().setEnd("$.complete");
  }

  private static String way(Consumer<Stream> change) {
    Stream stream = new Stream();
    stream.setApi(api("https://a.example"));
    stream.setPath("/items?limit=10");
    stream.setRecords("$.data");
    stream.getPaging().setKind("page");
    change.accept(stream);
    stream.init();
    return stream.way().orElseThrow();
  }

  private static Api api(String url) {
    Api api = new Api();
    api.setBaseUrl(url);
    return api;
  }
}
