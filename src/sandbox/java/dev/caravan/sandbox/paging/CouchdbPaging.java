package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * POST {@code /COLLECTION/_find} with {@code {"selector","limit","bookmark"}} in the JSON body,
 * answered by {@code {"docs":[],"bookmark"}}. Every response has a bookmark; on a page without
 * documents it is the one that was sent, {@code nil} when none was, and only such a page tells the
 * end. Of selectors it knows {@code $gt} and {@code $lt} of {@code updated_at}; records have no
 * {@code _id} and {@code _rev}.
 *
 * @see <a href="https://docs.couchdb.org/en/stable/api/database/find.html">CouchDB, /{db}/_find</a>
 * @see <a href="https://docs.couchdb.org/en/stable/ddocs/mango.html">CouchDB, Mango queries</a>
 */
public final class CouchdbPaging implements Paging {
  /** The last part of its path. */
  public static final String FIND = "_find";

  private static final String NONE = "nil";
  private static final Map<String, String> FILTERS =
      Map.of("$gt", "updated_after", "$lt", "updated_before");

  private final Cursors cursors;

  CouchdbPaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    JsonNode body = request.json();
    if (!body.path("selector").isObject()) {
      throw new RefusedException(400, "bad_request", "selector is missing");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("limit", body.path("limit").asText(""));
    for (Map.Entry<String, JsonNode> bound : body.at("/selector/updated_at").properties()) {
      fields.put(
          filter(bound.getKey()), bound.getValue().isNull() ? "" : bound.getValue().asText());
    }
    Slice first = SliceParameters.first(request.with(fields), "limit");
    String bookmark = body.path("bookmark").asText("");
    return cursors.read(request, first, bookmark.equals(NONE) ? "" : bookmark);
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return cursors.text(request, slice);
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    if (parts.records().isEmpty()) {
      rest.put("bookmark", sent(parts.request()));
    } else {
      Slice end = parts.slice().at(Optional.empty(), Integer.MAX_VALUE, parts.slice().page() + 1);
      rest.set("bookmark", parts.hasNext() ? parts.next() : token(parts.request(), end));
    }
    return Bodies.object("docs", parts.records(), rest);
  }

  private static String sent(ApiRequest request) {
    try {
      return request.json().path("bookmark").asText(NONE);
    } catch (RefusedException e) {
      throw new IllegalStateException("the body was read before", e);
    }
  }

  private static String filter(String operator) throws RefusedException {
    String filter = FILTERS.get(operator);
    if (filter == null) {
      throw new RefusedException(400, "invalid_operator", "Invalid operator: " + operator);
    }
    return filter;
  }
}
