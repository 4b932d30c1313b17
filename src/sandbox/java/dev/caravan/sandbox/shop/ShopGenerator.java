package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes record number n of a collection from the seed alone, whatever the other counts are. */
public final class ShopGenerator {
  static final Instant FIRST_UPDATE = Instant.parse("2025-01-01T00:00:00Z");
  public static final Instant LAST_UPDATE = FIRST_UPDATE.plus(Duration.ofDays(100));

  private static final String[] NAMES = {
    "Café filter",
    "Teekanne groß",
    "Plain mug",
    "抹茶茶碗",
    "Ложка",
    "Rocket 🚀 poster",
    "\"Quoted\" tray"
  };
  private static final String[] PEOPLE = {"Zoë", "José", "Łukasz", "小明", "Ann", "O'Neil", "Ørjan"};
  private static final String[] STATUSES = {"new", "paid", "shipped", "cancelled"};
  private static final String[] PAYMENT_STATUSES = {"authorized", "captured", "refunded", "failed"};
  private static final String[] TAGS = {"sale", "heavy", "fragile", "été"};

  private final long seed;

  ShopGenerator(long seed) {
    this.seed = seed;
  }

  ObjectNode item(int number) {
    SplittableRandom random = random(1, number);
    BigDecimal price = money(random, 100_000);
    ObjectNode item = Json.object().put("id", (long) number);
    item.put("event_id", String.format(Locale.ROOT, "evt-%016x", random.nextLong()));
    item.put("name", pick(NAMES, random) + " " + number);
    item.put("updated_at", Timestamps.format(updatedAt(random)));
    item.put("status", pick(STATUSES, random));
    item.set("price", DecimalNode.valueOf(price));
    item.put("amount_cents", price.movePointRight(2).longValueExact());
    item.put("active", random.nextInt(5) > 0);
    item.putObject("customer")
        .put("id", customerId(1 + random.nextInt(300)))
        .put("name", pick(PEOPLE, random));
    ArrayNode tags = item.putArray("tags");
    for (int n = random.nextInt(3); n > 0; n--) {
      tags.add(pick(TAGS, random));
    }
    item.put("note", random.nextInt(3) == 0 ? null : "Shelf " + random.nextInt(90) + "\nline 2");
    return item.put("deleted", false);
  }

  ObjectNode order(int number) {
    SplittableRandom random = random(2, number);
    Instant updatedAt = updatedAt(random);
    ObjectNode order = Json.object().put("order_id", String.format(Locale.ROOT, "O-%06d", number));
    order.put("customer_id", customerId(1 + random.nextInt(300)));
    order.put("status", pick(STATUSES, random));
    ArrayNode lines = order.arrayNode();
    BigDecimal total = new BigDecimal("0.00");
    for (int line = 1 + random.nextInt(3); line > 0; line--) {
      BigDecimal price = money(random, 20_000);
      int quantity = 1 + random.nextInt(4);
      lines.addObject().put("item_id", 1L + random.nextInt(2000)).put("quantity", quantity);
      total = total.add(price.multiply(BigDecimal.valueOf(quantity)));
    }
    order.set("total", DecimalNode.valueOf(total));
    order.put("created_at", Timestamps.format(updatedAt.minusSeconds(random.nextInt(1_000_000))));
    order.put("updated_at", Timestamps.format(updatedAt));
    order.set("lines", lines);
    return order.put("deleted", false);
  }

  ObjectNode customer(int number) {
    SplittableRandom random = random(3, number);
    ObjectNode customer = Json.object().put("id", customerId(number));
    customer.put("email", "customer" + number + "@example.com");
    customer.put("name", pick(PEOPLE, random) + " " + number);
    customer.put("updated_at", Timestamps.format(updatedAt(random)));
    if (random.nextInt(4) == 0) {
      customer.putNull("address");
    } else {
      customer.putObject("address").put("street", "Hauptstraße " + number).put("city", "Zürich");
    }
    return customer.put("deleted", false);
  }

  ObjectNode payment(int number) {
    SplittableRandom random = random(4, number);
    ObjectNode payment = Json.object().put("id", String.format(Locale.ROOT, "pay_%06d", number));
    payment.put("order_id", String.format(Locale.ROOT, "O-%06d", number));
    payment.put("amount_cents", 1L + random.nextInt(100_000));
    payment.put("currency", random.nextInt(3) == 0 ? "EUR" : "CHF");
    payment.put("status", pick(PAYMENT_STATUSES, random));
    payment.put("updated_at", Timestamps.format(updatedAt(random)));
    return payment.put("deleted", false);
  }

  private static String customerId(int number) {
    return String.format(Locale.ROOT, "C-%05d", number);
  }

  private SplittableRandom random(int collection, int number) {
    return new SplittableRandom(new SplittableRandom(seed * 31 + collection).nextLong() + number);
  }

  private static Instant updatedAt(SplittableRandom random) {
    long span = Duration.between(FIRST_UPDATE, LAST_UPDATE).toMillis();
    return FIRST_UPDATE.plusMillis(random.nextLong(span));
  }

  private static BigDecimal money(SplittableRandom random, int maxCents) {
    return BigDecimal.valueOf(1 + random.nextInt(maxCents), 2);
  }

  private static String pick(String[] values, SplittableRandom random) {
    return values[random.nextInt(values.length)];
  }
}
