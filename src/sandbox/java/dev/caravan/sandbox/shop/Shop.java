package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The data behind the sandbox: collections {@code items} (key {@code id}), {@code orders} ({@code
 * order_id}), {@code customers} ({@code id}) and {@code payments} ({@code id}), one of each order,
 * the same for the same seed and counts. It may be changed while the sandbox runs; each change gets
 * an {@code updated_at} one second after the newest so far. An unknown collection or key is an
 * {@link IllegalArgumentException}. Safe for any thread.
 */
public final class Shop {
  public static final String LINES = "lines";

  private final Map<String, ShopCollection> collections = new LinkedHashMap<>();
  private final Map<String, IntFunction<ObjectNode>> generators;
  private final Map<String, Integer> generated = new LinkedHashMap<>();
  private Instant newest = ShopGenerator.LAST_UPDATE;

  public Shop(long seed, int items, int orders, int customers) {
    ShopGenerator generator = new ShopGenerator(seed);
    generators =
        Map.of(
            "items", generator::item,
            "orders", generator::order,
            "customers", generator::customer,
            "payments", generator::payment);
    fill("items", "id", items);
    fill("orders", "order_id", orders);
    fill("customers", "id", customers);
    fill("payments", "id", orders);
  }

  /** The names of the collections. */
  public List<String> collections() {
    return List.copyOf(collections.keySet());
  }

  /** The field that identifies a record of a collection. */
  public String keyField(String collection) {
    return collection(collection).keyField();
  }

  /**
   * What a table must hold after a complete sync: the newest version of each record by its key as
   * text, in scan order. Deleted records are in it, with {@code "deleted": true}.
   */
  public Map<String, JsonNode> expected(String collection) {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    collection(collection).all().forEach(each -> expected.put(each.key(), each.node().deepCopy()));
    return expected;
  }

  /** Inserts so many new records, which the seed decides, and returns their keys. */
  public synchronized List<String> insert(String collection, int count) {
    ShopCollection target = collection(collection);
    return IntStream.range(0, count)
        .mapToObj(
            n -> {
              ObjectNode node = next(collection);
              node.put("updated_at", Timestamps.format(tick()));
              target.put(node);
              return node.get(target.keyField()).asText();
            })
        .toList();
  }

  /** Inserts or replaces a record exactly as given; it needs its key and {@code updated_at}. */
  public synchronized void put(String collection, ObjectNode record) {
    collection(collection).put(record.deepCopy());
    advance(Instant.parse(record.get("updated_at").textValue()));
  }

  /** Changes a record and gives it a new {@code updated_at}. */
  public synchronized void update(String collection, String key, Consumer<ObjectNode> change) {
    update(collection, key, tick(), change);
  }

  /** Changes a record and gives it this {@code updated_at}, cut to milliseconds. */
  public synchronized void update(
      String collection, String key, Instant updatedAt, Consumer<ObjectNode> change) {
    ShopCollection target = collection(collection);
    ObjectNode node = target.get(key).node().deepCopy();
    change.accept(node);
    node.put("updated_at", Timestamps.format(updatedAt));
    target.put(node);
    advance(updatedAt);
  }

  /** Turns a record into a tombstone: {@code "deleted": true} and a new {@code updated_at}. */
  public void delete(String collection, String key) {
    update(collection, key, node -> node.put("deleted", true));
  }

  /** Takes a record out without a trace but in the feed of changes. */
  public synchronized void remove(String collection, String key) {
    collection(collection).remove(key);
  }

  /** The number of the newest change of a collection; the first is 1. */
  public long lastChange(String collection) {
    return collection(collection).log().last();
  }

  /** The feed of a collection's changes keeps none up to this one any longer. */
  public void forgetChanges(String collection, long upTo) {
    collection(collection).log().forget(upTo);
  }

  /** The feed of a collection's changes is set back to this one, as by a restore from a backup. */
  public void setBackChanges(String collection, long to) {
    collection(collection).log().setBack(to);
  }

  /** The feed of a collection's changes leaves these out, and does not say so. */
  public void leaveOutChanges(String collection, long from, long to) {
    collection(collection).log().leaveOut(from, to);
  }

  /** Gives a text field to every record from the n-th on, without a new {@code updated_at}. */
  public synchronized void addField(String collection, String field, int fromRecord) {
    ShopCollection target = collection(collection);
    target.all().stream()
        .skip(fromRecord - 1L)
        .forEach(each -> target.put(each.node().deepCopy().put(field, field + " " + each.key())));
  }

  /** Changes every 20th record, deletes every 97th and inserts one for every 50, everywhere. */
  public synchronized void secondWave() {
    for (String name : collections.keySet()) {
      List<String> keys = List.copyOf(expected(name).keySet());
      for (int n = 0; n < keys.size(); n++) {
        if (n % 97 == 96) {
          delete(name, keys.get(n));
        } else if (n % 20 == 19) {
          update(name, keys.get(n), node -> node.put("status", "changed"));
        }
      }
      insert(name, keys.size() / 50);
    }
  }

  /** The lines of all orders by {@code line_id}, as {@code /orders/ID/lines} gives them. */
  public Map<String, JsonNode> expectedLines() {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    for (String order : expected("orders").keySet()) {
      lines(order).all().forEach(each -> expected.put(each.key(), each.node().deepCopy()));
    }
    return expected;
  }

  /** The lines of an order as records of their own. */
  public ShopCollection lines(String orderId) {
    StoredRecord order = collection("orders").get(orderId);
    ShopCollection lines = new ShopCollection(LINES, "line_id");
    int number = 0;
    for (JsonNode each : order.node().path("lines")) {
      ObjectNode line = Json.object().put("line_id", orderId + "-" + ++number);
      line.put("order_id", orderId);
      line.setAll((ObjectNode) each);
      line.set("updated_at", order.node().get("updated_at"));
      lines.put(line);
    }
    return lines;
  }

  public ShopCollection collection(String name) {
    ShopCollection found = collections.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no collection " + name + "; there are " + collections.keySet());
    }
    return found;
  }

  private void fill(String name, String keyField, int count) {
    ShopCollection target = new ShopCollection(name, keyField).logged(new ChangeLog());
    collections.put(name, target);
    for (int n = 0; n < count; n++) {
      target.put(next(name));
    }
  }

  private ObjectNode next(String name) {
    return generators.get(name).apply(generated.merge(name, 1, Integer::sum));
  }

  private void advance(Instant updatedAt) {
    newest = updatedAt.isAfter(newest) ? updatedAt : newest;
  }

  private Instant tick() {
    newest = newest.plusSeconds(1);
    return newest;
  }
}
