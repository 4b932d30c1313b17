package dev.caravan.cli.discover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * An API whose style a seed decides: how it pages, what its fields and parameters are called, what
 * stands around the records, how large pages are, in which order it lists, how it says the end.
 */
final class RandomApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");
  private static final int MOST_RECORDS = 400;

  /** How it goes from page to page. */
  enum Style {
    PAGE,
    OFFSET,
    CURSOR,
    KEYSET,
    LINK,
    NEXT_URL,
    WHOLE
  }

  private final Random random;
  final String name;
  final Style style;
  private final String sizeName;
  private final String positionName;
  private final String filterName;
  private final String key;
  private final String time;
  private final int form;
  private final String[] envelope;
  private final int usual;
  private final int most;
  private final boolean inclusive;
  private final boolean flag;
  private final boolean total;
  private final boolean beside;
  private final int first;
  private final int end;
  private final int order;
  private final List<ObjectNode> records = new ArrayList<>();
  private int changes;

  RandomApi(long seed) {
    random = new Random(seed);
    name = "random-" + seed;
    style = any(Style.values());
    sizeName =
        any(
            "limit",
            "per_page",
            "page_size",
            "pageSize",
            "page[size]",
            "size",
            "max_results",
            "count");
    positionName =
        switch (style) {
          case PAGE -> any("page", "p", "pageNumber", "page[number]", "page_no");
          case OFFSET -> any("offset", "skip", "start", "startAt");
          case CURSOR ->
              any("cursor", "after", "page_token", "next_token", "starting_after", "bookmark");
          case KEYSET -> any("since_id", "starting_after", "after_id", "after", "last_id");
          default -> "position";
        };
    key = any("id", "uuid", "order_id", "Id", "number");
    time = any("updated_at", "modified", "updatedAt", "last_modified", "changed_at");
    form = random.nextInt(3);
    String stem = time.replaceFirst("(?i)_?at$", "");
    filterName =
        random.nextInt(4) == 0
            ? "only-newer-than"
            : any(
                "updated_after",
                "since",
                stem + (time.equals("updatedAt") ? "Since" : "_since"),
                time + "[gte]",
                time + "_gte",
                "modified_since");
    envelope =
        any(
            new String[0],
            new String[] {"data"},
            new String[] {"items"},
            new String[] {"response", "docs"});
    usual = 10 + random.nextInt(60);
    most = usual + random.nextInt(3) * random.nextInt(200);
    inclusive = random.nextBoolean();
    flag = random.nextBoolean();
    total = random.nextBoolean();
    beside = random.nextBoolean();
    first = random.nextInt(3) == 0 ? 0 : 1;
    end = random.nextInt(3);
    order = style == Style.KEYSET ? random.nextInt(2) : random.nextInt(4);
    int count = style == Style.WHOLE ? 11 + random.nextInt(8) : 8 + random.nextInt(MOST_RECORDS);
    for (int i = 0; i < count; i++) {
      insert();
    }
  }

  @SafeVarargs
  private <T> T any(T... values) {
    return values[random.nextInt(values.length)];
  }

  private void insert() {
    ObjectNode record = JSON.createObjectNode();
    int number = records.size() + 1;
    record.put("note", random.nextBoolean() ? null : "text " + number % 7);
    if (key.equals("uuid")) {
      record.put(key, String.format(Locale.ROOT, "u-%06d", number));
    } else {
      record.put(key, 1000L + number);
    }
    record.put("customer_id", number % 5);
    touch(record, 1 + random.nextInt(1_000_000));
    record.putObject("nested").put("a", number);
    records.add(record);
  }

  private void touch(ObjectNode record, long second) {
    Instant at = EPOCH.plusSeconds(second);
    if (form == 0) {
      record.put(time, at.toString());
    } else {
      record.put(time, form == 1 ? at.getEpochSecond() : at.toEpochMilli());
    }
  }

  /** Changes some records, and adds some. */
  void change() {
    for (int i = 0; i < records.size(); i += 9) {
      records.get(i).put("note", "changed");
      touch(records.get(i), 2_000_000 + changes++ * 60L);
    }
    int before = records.size();
    insert();
    touch(records.get(before), 2_000_000 + changes++ * 60L);
  }

  String keyField() {
    return key;
  }

  Map<String, JsonNode> expected() {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    records.forEach(record -> expected.put(record.get(key).asText(), record.deepCopy()));
    return expected;
  }

  boolean filters() {
    return !filterName.equals("only-newer-than");
  }

  @Override
  public String toString() {
    return "%s: %s, %s, %s, filter %s %s, key %s, time %s form %d, envelope %s, pages %d to %d, flag %s, total %s, first %d, end %d, order %d, %d records"
        .formatted(
            name,
            style,
            sizeName,
            positionName,
            filterName,
            inclusive,
            key,
            time,
            form,
            List.of(envelope),
            usual,
            most,
            flag,
            total,
            first,
            end,
            order,
            records.size());
  }

  Reply answer(String url, Map<String, String> query) {
    String since = query.getOrDefault(filterName, "");
    if (!since.isEmpty() && !since.matches(form == 0 ? "\\d{4}-.*Z" : "\\d+")) {
      return Reply.status(400, "{\"message\": \"no time\"}");
    }
    List<ObjectNode> list = filtered(since);
    if (style == Style.WHOLE) {
      return page(list, list.size(), null, url, list.size());
    }
    int size = Math.min(most, number(query, sizeName, usual));
    int from = from(list, query.getOrDefault(positionName, ""), size);
    if (from >= list.size() && from > 0 && (style == Style.PAGE || style == Style.OFFSET)) {
      if (end == 1) {
        return Reply.status(404, "{\"message\": \"no such page\"}");
      }
      if (end == 2 && style == Style.PAGE && !list.isEmpty()) {
        from = (list.size() - 1) / size * size;
      }
    }
    from = Math.min(from, list.size());
    int to = Math.min(list.size(), from + size);
    String next = to < list.size() ? encoded(to) : null;
    String nextUrl =
        url
            + "?"
            + encode(sizeName)
            + "="
            + size
            + (query.containsKey(filterName)
                ? "&" + encode(filterName) + "=" + encode(query.get(filterName))
                : "")
            + "&position="
            + next;
    return page(list.subList(from, to), list.size(), next, nextUrl, size);
  }

  private int from(List<ObjectNode> list, String position, int size) {
    if (position.isEmpty()) {
      return 0;
    }
    return switch (style) {
      case PAGE ->
          (int) Math.min(Integer.MAX_VALUE, Math.max(0, Long.parseLong(position) - first) * size);
      case OFFSET -> Integer.parseInt(position);
      case KEYSET ->
          (int) list.stream().filter(record -> isUpTo(record.get(key).asText(), position)).count();
      default -> decoded(position);
    };
  }

  private boolean isUpTo(String value, String position) {
    int compared = compare(value, position);
    return order == 0 ? compared <= 0 : compared >= 0;
  }

  private static int compare(String one, String other) {
    return Comparator.comparingInt(String::length)
        .thenComparing(Comparator.naturalOrder())
        .compare(one, other);
  }

  private Reply page(List<ObjectNode> page, int count, String next, String nextUrl, int size) {
    ArrayNode rows = JSON.createArrayNode();
    page.forEach(record -> rows.add(record.deepCopy()));
    if (envelope.length == 0) {
      Reply reply = Reply.json(rows.toString());
      reply = total ? reply.with("X-Total-Count", String.valueOf(count)) : reply;
      if (next != null && style == Style.CURSOR) {
        reply = reply.with("X-Next-Cursor", next);
      }
      return next != null && (style == Style.LINK || style == Style.NEXT_URL)
          ? reply.with("Link", "<" + nextUrl + ">; rel=\"next\"")
          : reply;
    }
    ObjectNode body = JSON.createObjectNode();
    ObjectNode inner = body;
    for (int i = 0; i < envelope.length - 1; i++) {
      inner = inner.putObject(envelope[i]);
    }
    inner.set(envelope[envelope.length - 1], rows);
    ObjectNode meta = body.putObject("meta");
    if (total) {
      meta.put("total", count);
    }
    meta.put("took", page.size() % 3);
    if (beside) {
      ArrayNode tags = body.putArray("tags");
      for (int i = 0; i < 4; i++) {
        tags.addObject().put("name", "tag " + i).put("id", i);
      }
    }
    if (flag && style != Style.WHOLE) {
      meta.put("has_more", next != null);
    }
    Reply reply = null;
    if (style == Style.CURSOR) {
      body.put(
          positionName.equals("bookmark")
              ? "bookmark"
              : "next_" + positionName.replace("next_", ""),
          next);
    } else if (style == Style.NEXT_URL) {
      body.putObject("links").put("next", next == null ? null : nextUrl);
    } else if (style == Style.LINK && next != null) {
      reply = Reply.json(body.toString()).with("Link", "<" + nextUrl + ">; rel=\"next\"");
    }
    return reply == null ? Reply.json(body.toString()) : reply;
  }

  private List<ObjectNode> filtered(String since) {
    List<ObjectNode> list = new ArrayList<>(records);
    if (!since.isEmpty()) {
      long bound = form == 0 ? Instant.parse(since).toEpochMilli() : Long.parseLong(since);
      list.removeIf(record -> inclusive ? mark(record) < bound : mark(record) <= bound);
    }
    switch (order) {
      case 0 ->
          list.sort(Comparator.comparing(record -> record.get(key).asText(), RandomApi::compare));
      case 1 ->
          list.sort(
              Comparator.comparing(
                      (ObjectNode record) -> record.get(key).asText(), RandomApi::compare)
                  .reversed());
      case 2 ->
          list.sort(
              Comparator.comparingLong(this::mark)
                  .thenComparing(record -> record.get(key).asText()));
      default -> Collections.shuffle(list, new Random(7));
    }
    return list;
  }

  private long mark(ObjectNode record) {
    return form == 0
        ? Instant.parse(record.get(time).asText()).toEpochMilli()
        : record.get(time).asLong();
  }

  private static int number(Map<String, String> query, String name, int otherwise) {
    String text = query.getOrDefault(name, "");
    return text.matches("[1-9]\\d{0,8}") ? Integer.parseInt(text) : otherwise;
  }

  private static String encoded(int place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("at:" + place).getBytes(StandardCharsets.UTF_8));
  }

  private static int decoded(String position) {
    try {
      return Integer.parseInt(
          new String(Base64.getUrlDecoder().decode(position), StandardCharsets.UTF_8).substring(3));
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
