package dev.caravan.sandbox.fault;

import java.util.List;

/** Changes of the shop right after a page of it was read. */
public final class ShopChanges {
  private ShopChanges() {}

  public static Effect.Afterwards remove(int count) {
    return (shop, collection, keys) -> first(keys, count).forEach(k -> shop.remove(collection, k));
  }

  public static Effect.Afterwards update(int count) {
    return (shop, collection, keys) ->
        first(keys, count)
            .forEach(k -> shop.update(collection, k, node -> node.put("status", "changed")));
  }

  public static Effect.Afterwards insert(int count) {
    return (shop, collection, keys) -> shop.insert(collection, count);
  }

  private static List<String> first(List<String> keys, int count) {
    return keys.subList(0, Math.min(count, keys.size()));
  }
}
