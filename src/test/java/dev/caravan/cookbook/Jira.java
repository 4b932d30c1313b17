package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JQL with whole minutes in the zone of a user, a token that is absent at the end. */
final class Jira implements Style {
  private static final Pattern SINCE =
      Pattern.compile(
          "project = ABC AND updated >= \"(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d)\" ORDER BY .+");

  @Override
  public boolean admits(Call call) {
    return call.hasBasic("value-of-JIRA_EMAIL:value-of-JIRA_TOKEN")
        && call.path().equals("/rest/api/3/search/jql");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    String jql = call.query("jql").orElse("");
    Matcher query = SINCE.matcher(jql);
    boolean filters = query.matches();
    if (!filters && !jql.matches("project = ABC ORDER BY .+")) {
      return Reply.status(400, "{\"errorMessages\": [\"Error in the JQL Query\"]}");
    }
    Instant since =
        filters ? Instant.parse(query.group(1).replace(' ', 'T') + ":00Z") : Instant.MIN;
    List<Item> found =
        shelf.live().stream().filter(item -> !item.updated().isBefore(since)).toList();
    int from =
        call.query("nextPageToken").map(text -> Integer.valueOf(text.substring(4))).orElse(0);
    Slice slice = Slice.of(found, from, call.number("maxResults", 50));
    ObjectNode body = Style.object();
    body.set("issues", records(slice.items()));
    if (slice.more()) {
      body.put("nextPageToken", "CAEa" + slice.next());
    }
    return Style.json(body.put("isLast", !slice.more()));
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "").with("Retry-After", "1");
  }

  @Override
  public ObjectNode record(Item item) {
    ObjectNode issue = Style.object().put("id", String.valueOf(10_000 + item.number()));
    issue.put("key", "ABC-" + item.number());
    issue
        .putObject("fields")
        .put("summary", item.title())
        .put("updated", Item.iso(item.updated(), ".000+0000"));
    return issue;
  }

  @Override
  public ObjectNode row(Item item) {
    return record(item).put("updated", item.updated().toString());
  }
}
