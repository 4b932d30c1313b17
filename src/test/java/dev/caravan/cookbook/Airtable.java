package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An iterator that is absent at the end, a formula that leaves out its bound. */
final class Airtable implements Style {
  private static final Pattern SINCE =
      Pattern.compile("IS_AFTER\\(LAST_MODIFIED_TIME\\(\\), '([^']+)'\\)");

  @Override
  public boolean admits(Call call) {
    return call.has("Authorization", "Bearer value-of-AIRTABLE_TOKEN")
        && call.path().equals("/v0/value-of-AIRTABLE_BASE/Tasks");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    Optional<String> formula = call.query("filterByFormula");
    Matcher filter = SINCE.matcher(formula.orElse(""));
    if (formula.isPresent() && !filter.matches()) {
      return Reply.status(422, "{\"error\": {\"type\": \"INVALID_FILTER_BY_FORMULA\"}}");
    }
    Instant since = formula.map(any -> Instant.parse(filter.group(1))).orElse(Instant.MIN);
    List<Item> found = shelf.live().stream().filter(i -> i.updated().isAfter(since)).toList();
    int from = call.query("offset").map(text -> Integer.valueOf(text.substring(7))).orElse(0);
    Slice slice = Slice.of(found, from, call.number("pageSize", 100));
    ObjectNode body = Style.object();
    body.set("records", records(slice.items()));
    return Style.json(slice.more() ? body.put("offset", "itr/rec" + slice.next()) : body);
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "{\"errors\": [{\"error\": \"RATE_LIMIT_REACHED\"}]}");
  }

  @Override
  public ObjectNode record(Item item) {
    ObjectNode task = Style.object().put("id", "rec%014d".formatted(item.number()));
    task.put("createdTime", Item.iso(item.created(), ".000Z"));
    task.putObject("fields")
        .put("Name", item.title())
        .put("Last modified", Item.iso(item.updated(), ".000Z"));
    return task;
  }

  @Override
  public ObjectNode row(Item item) {
    return record(item).put("last_modified", item.updated().toString());
  }
}
