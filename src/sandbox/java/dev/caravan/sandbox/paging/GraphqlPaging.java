package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Relay connection: {@code first}, {@code after}, {@code updatedAfter}, {@code updatedBefore} and
 * {@code sinceId} as variables; {@code {"data":{"items":{"nodes":[],"pageInfo":{…}}}}}. The query
 * itself is read only for the collection's name.
 */
final class GraphqlPaging implements Paging {
  private static final Map<String, String> NAMES =
      Map.of(
          "updatedAfter", "updated_after",
          "updatedBefore", "updated_before",
          "sinceId", "since_id");

  private final Cursors cursors;

  GraphqlPaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : request.json().path("variables").properties()) {
      String name = each.getKey();
      variables.put(NAMES.getOrDefault(name, name), each.getValue().asText(""));
    }
    ApiRequest whole = request.with(variables);
    return cursors.read(request, SliceParameters.first(whole, "first"), whole.parameter("after"));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return cursors.text(request, slice);
  }

  @Override
  public JsonNode numericToken(ApiRequest request, Slice slice) {
    return cursors.number(slice);
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    ObjectNode info = rest.putObject("pageInfo");
    Bodies.set(info, "endCursor", parts.next());
    Bodies.flag(info, "hasNextPage", parts.hasNext(), parts);
    byte[] connection = Bodies.bytes("nodes", parts.records(), rest);
    ByteArrayOutputStream body = new ByteArrayOutputStream(connection.length + 64);
    String start = "{\"data\":{\"" + parts.request().collection() + "\":";
    body.writeBytes(start.getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(connection);
    body.writeBytes("}}".getBytes(StandardCharsets.US_ASCII));
    return SandboxReply.json(200, body.toByteArray());
  }
}
