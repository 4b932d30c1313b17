package dev.caravan.api;

/** Requests for tests. */
final class Requests {
  private Requests() {}

  static Api api() {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com/v2");
    return api;
  }

  static Request to(Api api, String path, String query) {
    Request.Origin origin = new Request.Origin("items", "run1", "first", new Traffic());
    return new Request(api, "shop", origin, path, query);
  }
}
