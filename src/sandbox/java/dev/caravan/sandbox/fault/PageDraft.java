package dev.caravan.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.paging.Endpoint;
import dev.caravan.sandbox.paging.SandboxPage;
import dev.caravan.sandbox.shop.Slice;
import dev.caravan.sandbox.shop.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A page on its way out, which faults may change. Used by one thread. */
public final class PageDraft {
  private final Endpoint endpoint;
  private final ApiRequest request;
  private final Slice slice;
  private final Optional<Slice> nextSlice;
  private final List<JsonNode> records = new ArrayList<>();
  private JsonNode next;

  public PageDraft(Endpoint endpoint, ApiRequest request, SandboxPage page) {
    this.endpoint = endpoint;
    this.request = request;
    this.slice = page.slice();
    this.nextSlice = page.next();
    page.records().forEach(each -> records.add(each.node().deepCopy()));
    next = page.nextToken(endpoint, request);
  }

  /** The records, to be changed in place. */
  List<JsonNode> records() {
    return records;
  }

  String keyField() {
    return endpoint.records().keyField();
  }

  public void eachObject(Consumer<ObjectNode> change) {
    for (JsonNode each : records) {
      if (each instanceof ObjectNode object) {
        change.accept(object);
      }
    }
  }

  void next(JsonNode token) {
    next = token;
  }

  JsonNode currentToken() {
    return endpoint.paging().token(request, slice);
  }

  JsonNode previousToken() {
    List<StoredRecord> before = recordsBefore();
    if (before.isEmpty()) {
      return currentToken();
    }
    long skip = Math.max(0, slice.skip() - slice.limit());
    Slice previous = slice.at(Optional.of(before.get(0).mark()), skip, slice.page() - 1);
    return endpoint.paging().token(request, previous);
  }

  JsonNode numericNextToken() {
    return nextSlice
        .map(there -> endpoint.paging().numericToken(request, there))
        .orElse(NullNode.getInstance());
  }

  /** Copies of the first records of the page before this one, in scan order. */
  List<ObjectNode> previousRecords(int count) {
    return recordsBefore().stream().limit(count).map(each -> each.node().deepCopy()).toList();
  }

  SandboxReply render() {
    return endpoint.render(request, slice, records.stream().map(Json::escapedBytes).toList(), next);
  }

  private List<StoredRecord> recordsBefore() {
    return slice.selection().before(endpoint.records(), slice);
  }
}
