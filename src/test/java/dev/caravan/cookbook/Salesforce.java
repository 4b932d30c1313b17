package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SOQL with deleted records, pages by a locator, a limit by 403 with a code. */
final class Salesforce implements Style {
  private static final Pattern SINCE =
      Pattern.compile(
          "WHERE SystemModstamp >= (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ) ORDER BY ");
  private static final String LOCATOR = "/services/data/v62.0/query/01g";

  @Override
  public boolean admits(Call call) {
    return call.path().equals("/services/oauth2/token")
        ? call.sent().text().contains("client_secret=value-of-SALESFORCE_SECRET")
        : call.has("Authorization", "Bearer a-session");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    if (call.path().endsWith("/token")) {
      return Reply.json("{\"access_token\": \"a-session\", \"token_type\": \"Bearer\"}");
    }
    String[] locator = call.path().replace(LOCATOR, "").split("-", 2);
    boolean goesOn = call.path().startsWith(LOCATOR);
    Matcher query = SINCE.matcher(call.query("q").orElse(""));
    if (!goesOn && !query.find()) {
      return Reply.status(400, "[{\"errorCode\": \"MALFORMED_QUERY\"}]");
    }
    String since = goesOn ? locator[1] : query.group(1);
    List<Item> found = shelf.byChange(item -> !item.updated().isBefore(Instant.parse(since)));
    Slice slice = Slice.of(found, goesOn ? Integer.parseInt(locator[0]) : 0, 100);
    ObjectNode body = Style.object().put("totalSize", found.size()).put("done", !slice.more());
    if (slice.more()) {
      body.put("nextRecordsUrl", LOCATOR + slice.next() + "-" + since);
    }
    body.set("records", records(slice.items()));
    return Style.json(body).with("Sforce-Limit-Info", "api-usage=10018/100000");
  }

  @Override
  public Reply tooFast() {
    return Reply.status(403, "[{\"errorCode\": \"REQUEST_LIMIT_EXCEEDED\"}]");
  }

  @Override
  public ObjectNode record(Item item) {
    return written(item, Item.iso(item.updated(), ".000+0000"));
  }

  @Override
  public ObjectNode row(Item item) {
    return written(item, item.updated().toString());
  }

  private static ObjectNode written(Item item, String updated) {
    ObjectNode account = Style.object();
    account.putObject("attributes").put("type", "Account");
    account.put("Id", "001RO%011d".formatted(item.number())).put("Name", item.title());
    return account.put("IsDeleted", item.deleted()).put("SystemModstamp", updated);
  }
}
