package dev.caravan.api;

import dev.caravan.api.request.Call;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.Traffic;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Requests for tests. */
public final class Requests {
  private Requests() {}

  public static Api api() {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com/v2");
    return api;
  }

  public static Request to(Api api, String path, String query) {
    Request.Origin origin = new Request.Origin("items", "run1", "first", new Traffic());
    String url = api.baseUrl() + path + (query.isEmpty() ? "" : "?" + query);
    Call call = new Call("GET", URI.create(url), Map.of(), Optional.empty());
    return new Request(api, "shop", origin, call);
  }
}
