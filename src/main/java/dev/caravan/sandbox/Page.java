package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Optional;

/** The records of a slice and the slice after it. */
record Page(Slice slice, List<StoredRecord> records, Optional<Slice> next) {
  static Page read(ShopCollection source, Slice slice) {
    // One record more than asked for says whether and where the next page begins.
    List<StoredRecord> found = source.from(slice.from(), slice.limit() + 1, slice.updatedAfter());
    if (found.size() <= slice.limit()) {
      return new Page(slice, found, Optional.empty());
    }
    Slice next = slice.at(found.get(slice.limit()).sequence(), slice.page() + 1);
    return new Page(slice, found.subList(0, slice.limit()), Optional.of(next));
  }

  JsonNode nextToken(Endpoint endpoint, ApiRequest request) {
    return next.map(there -> endpoint.paging().token(request, there))
        .orElse(NullNode.getInstance());
  }

  Reply render(Endpoint endpoint, ApiRequest request) {
    List<byte[]> bytes = records.stream().map(StoredRecord::json).toList();
    return endpoint.paging().render(request, bytes, nextToken(endpoint, request));
  }
}
