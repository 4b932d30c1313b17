package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.fault.PageDraft;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.paging.Endpoint;
import dev.caravan.sandbox.paging.SandboxPage;
import dev.caravan.sandbox.shop.Selection;
import dev.caravan.sandbox.shop.Slice;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a client ends up with when it takes every page as the lasting faults have changed it. */
public final class ExpectedRecords {
  private final Endpoint endpoint;
  private final Faults faults;
  private final Map<String, JsonNode> newest = new LinkedHashMap<>();

  public ExpectedRecords(Endpoint endpoint, Faults faults) {
    this.endpoint = endpoint;
    this.faults = faults;
  }

  public Map<String, JsonNode> at(int limit) {
    ApiRequest request = ApiRequest.first(endpoint.collection(), limit);
    Optional<Slice> slice = Optional.of(Slice.first(limit, Selection.all()));
    while (slice.isPresent()) {
      SandboxPage page = SandboxPage.read(endpoint.records(), slice.get());
      PageDraft draft = new PageDraft(endpoint, request, page);
      faults
          .rewritesOf(endpoint.collection(), page.slice().page())
          .forEach(each -> each.apply(draft));
      draft.eachObject(this::keepNewest);
      slice = page.next();
    }
    return newest;
  }

  private void keepNewest(JsonNode draft) {
    JsonNode record = Json.parsed(Json.escapedBytes(draft));
    String keyField = endpoint.records().keyField();
    if (record.hasNonNull(keyField) && record.hasNonNull("updated_at")) {
      newest.merge(
          record.get(keyField).asText(),
          record,
          (old, now) -> updatedAt(now).isBefore(updatedAt(old)) ? old : now);
    }
  }

  private static Instant updatedAt(JsonNode record) {
    return Instant.parse(record.get("updated_at").asText());
  }
}
