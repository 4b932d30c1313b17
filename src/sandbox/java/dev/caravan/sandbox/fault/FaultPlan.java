package dev.caravan.sandbox.fault;

import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Encodings;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.paging.Endpoint;
import dev.caravan.sandbox.paging.SandboxPage;
import dev.caravan.sandbox.shop.Shop;
import dev.caravan.sandbox.shop.Slice;
import dev.caravan.sandbox.shop.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The effects that strike one request, in the order in which they were switched on. */
public record FaultPlan(
    Optional<Effect.Instead> instead,
    List<Effect.Rewrite> rewrites,
    List<Effect.CutOff> cuts,
    List<Effect.Delay> delays,
    List<Effect.ExtraHeader> headers,
    List<Effect.Afterwards> afterwards,
    Shop shop) {

  public Duration delay() {
    return delays.stream().map(Effect.Delay::time).reduce(Duration.ZERO, Duration::plus);
  }

  public SandboxReply reply(Endpoint endpoint, ApiRequest request, Slice slice, Instant now) {
    SandboxReply reply =
        instead
            .map(each -> each.reply(request, now))
            .orElseGet(() -> Encodings.apply(page(endpoint, request, slice), request.variants()));
    for (Effect.CutOff each : cuts) {
      reply = reply.cut(each.share());
    }
    for (Effect.ExtraHeader each : headers) {
      reply = reply.with(each.name(), each.value());
    }
    return reply;
  }

  private SandboxReply page(Endpoint endpoint, ApiRequest request, Slice slice) {
    SandboxPage page = SandboxPage.read(endpoint.records(), slice);
    SandboxReply reply = render(endpoint, request, page);
    if (shop.collections().contains(endpoint.collection())) {
      List<String> keys = page.records().stream().map(StoredRecord::key).toList();
      afterwards.forEach(each -> each.apply(shop, endpoint.collection(), keys));
    }
    return reply;
  }

  private SandboxReply render(Endpoint endpoint, ApiRequest request, SandboxPage page) {
    if (rewrites.isEmpty()) {
      return page.render(endpoint, request);
    }
    PageDraft draft = new PageDraft(endpoint, request, page);
    rewrites.forEach(each -> each.apply(draft));
    return draft.render();
  }
}
