package dev.caravan.cli.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.auth.PlainText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as one JSON array with an object per row, each on a line of its own. */
final class JsonRows implements Rows {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final PrintWriter out;
  private List<String> names = List.of();
  private String between = "[";

  JsonRows(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void columns(List<String> names) {
    this.names = names;
  }

  @Override
  public void row(List<Object> values) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      row.put(names.get(i), values.get(i));
    }
    try {
      out.print(between + "\n" + PlainText.json(JSON.writeValueAsString(row)));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    between = ",";
  }

  @Override
  public void end(boolean cut) {
    out.println(between.equals("[") ? "[]" : "\n]");
  }
}
