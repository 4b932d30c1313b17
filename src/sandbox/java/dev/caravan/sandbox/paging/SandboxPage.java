package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.Selection;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import dev.caravan.sandbox.shop.StoredRecord;
import java.util.List;
import java.util.Optional;

/** The records of a slice and the slice after it. */
public record SandboxPage(Slice slice, List<StoredRecord> records, Optional<Slice> next) {
  public static SandboxPage read(ShopCollection source, Slice asked) {
    Slice slice = asked.selection().repeatLast() ? withinTheList(source, asked) : asked;
    Selection selection = slice.selection();
    // One record more than asked for says whether and where the next page begins.
    List<StoredRecord> found = selection.read(source, slice, slice.limit() + 1);
    Optional<Slice> next =
        found.size() <= slice.limit()
            ? Optional.empty()
            : Optional.of(
                slice.at(
                    Optional.of(found.get(slice.limit()).mark()),
                    slice.skip() + slice.limit(),
                    slice.page() + 1));
    List<StoredRecord> page = found.subList(0, Math.min(found.size(), slice.limit()));
    return selection.filterLate()
        ? new SandboxPage(slice, page.stream().filter(selection.filter()).toList(), next)
        : new SandboxPage(slice, page, next);
  }

  public JsonNode nextToken(Endpoint endpoint, ApiRequest request) {
    return next.map(there -> endpoint.paging().token(request, there))
        .orElse(NullNode.getInstance());
  }

  public SandboxReply render(Endpoint endpoint, ApiRequest request) {
    List<byte[]> bytes = records.stream().map(StoredRecord::json).toList();
    return endpoint.render(request, slice, bytes, nextToken(endpoint, request));
  }

  private static Slice withinTheList(ShopCollection source, Slice asked) {
    long count = asked.selection().count(source);
    long lastPage = Math.max(0, (count - 1) / asked.limit());
    return asked.skip() < count ? asked : asked.after(lastPage * asked.limit());
  }
}
