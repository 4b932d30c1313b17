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
    return new Request(api, "shop", origin(), get(api, path, query));
  }

  /** One that is not sent again. */
  public static Request once(Api api, String path) {
    return Request.once(api, "shop", origin(), get(api, path, ""));
  }

  private static Request.Origin origin() {
    return new Request.Origin("items", "run1", "first", new Traffic());
  }

  private static Call get(Api api, String path, String query) {
    String url = api.baseUrl() + path + (query.isEmpty() ? "" : "?" + query);
    return new Call("GET", URI.create(url), Map.of(), Optional.empty());
  }
}
