package dev.caravan.sandbox;

import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.Variants;
import dev.caravan.sandbox.paging.CouchdbPaging;
import dev.caravan.sandbox.paging.Endpoint;
import dev.caravan.sandbox.paging.Styles;
import dev.caravan.sandbox.shop.ChangeLog;
import dev.caravan.sandbox.shop.Shop;
import dev.caravan.sandbox.shop.ShopCollection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From paths to endpoints: {@code /items}, {@code /style/items}, {@code
 * /style;variant=value/items}, {@code /orders/ID/lines} and {@code /items/changes} after any of
 * them, {@code /graphql} and {@code /couchdb/items/_find}.
 */
final class Routes {
  private static final Pattern CONNECTION = Pattern.compile("\\b(items|orders|customers)\\b");

  private final Shop shop;
  private final Styles styles;

  Routes(Shop shop, Styles styles) {
    this.shop = shop;
    this.styles = styles;
  }

  /** A request with its endpoint, or with what it is refused by. */
  record Match(ApiRequest request, Endpoint endpoint) {}

  /** The endpoint of a collection by its plain path. */
  Endpoint usual(String collection) {
    return endpoint(collection, shop.collection(collection), Styles.USUAL);
  }

  Match match(ApiRequest request) throws RefusedException {
    List<String> path = new ArrayList<>(List.of(request.path().substring(1).split("/")));
    List<String> head = Arrays.asList(path.get(0).split(";"));
    String style = Styles.USUAL;
    Variants variants = Variants.none();
    if (!head.isEmpty() && styles.find(head.get(0)).isPresent()) {
      style = head.get(0);
      variants = Variants.parse(head.subList(1, head.size()));
      path.remove(0);
    }
    if (path.size() > 1 && style.equals(Styles.COUCHDB) && path.get(1).equals(CouchdbPaging.FIND)) {
      path.remove(1);
    }
    if (path.isEmpty() && style.equals("graphql")) {
      path.add(connection(request));
    }
    Endpoint endpoint = endpoint(path, style);
    return new Match(request.to(endpoint.collection(), variants), endpoint);
  }

  private Endpoint endpoint(List<String> path, String style) throws RefusedException {
    if (path.size() == 1 && shop.collections().contains(path.get(0))) {
      return endpoint(path.get(0), shop.collection(path.get(0)), style);
    }
    if (path.size() == 2
        && path.get(1).equals(ChangeLog.NAME)
        && shop.collections().contains(path.get(0))) {
      ShopCollection changes = shop.collection(path.get(0)).log().changes();
      return new Endpoint(ChangeLog.NAME, changes, styles.ofChanges(style));
    }
    if (path.size() == 3 && path.get(0).equals("orders") && path.get(2).equals(Shop.LINES)) {
      return endpoint(
          Shop.LINES, lines(URLDecoder.decode(path.get(1), StandardCharsets.UTF_8)), style);
    }
    throw new RefusedException(404, "not_found", "no such path");
  }

  private Endpoint endpoint(String name, ShopCollection records, String style) {
    return new Endpoint(name, records, styles.find(style).orElseThrow());
  }

  private ShopCollection lines(String orderId) throws RefusedException {
    try {
      return shop.lines(orderId);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(404, "not_found", e.getMessage());
    }
  }

  private static String connection(ApiRequest request) throws RefusedException {
    Matcher name = CONNECTION.matcher(request.json().path("query").asText());
    return name.find() ? name.group() : "";
  }
}
