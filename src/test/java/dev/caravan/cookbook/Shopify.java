package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GraphQL: a connection with a search, and a limit in an answer with status 200. */
final class Shopify implements Style {
  private static final Pattern SINCE = Pattern.compile("updated_at:>='([^']+)'");
  private static final Pattern FIRST = Pattern.compile("first: (\\d+)");

  @Override
  public boolean admits(Call call) {
    return call.has("X-Shopify-Access-Token", "value-of-SHOPIFY_TOKEN")
        && call.path().matches("/admin/api/\\d{4}-\\d\\d/graphql.json");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    String query = call.body("/query").textValue();
    Matcher search = SINCE.matcher(call.body("/variables/query").asText());
    Instant since = search.find() ? Instant.parse(search.group(1)) : Instant.MIN;
    List<Item> found =
        query.contains("UPDATED_AT")
            ? shelf.byChange(item -> !item.deleted() && !item.updated().isBefore(since))
            : shelf.live();
    Matcher first = FIRST.matcher(query);
    int from = call.body("/variables/after").asInt(0);
    Slice slice = Slice.of(found, from, first.find() ? Integer.parseInt(first.group(1)) : 10);
    ObjectNode body = Style.object();
    ObjectNode products = body.putObject("data").putObject("products");
    products.set("nodes", records(slice.items()));
    products
        .putObject("pageInfo")
        .put("hasNextPage", slice.more())
        .put("endCursor", String.valueOf(slice.next()));
    if (query.contains("productsCount")) {
      ((ObjectNode) body.get("data")).putObject("productsCount").put("count", found.size());
    }
    body.putObject("extensions").putObject("cost").put("requestedQueryCost", 12);
    return Style.json(body);
  }

  @Override
  public Reply tooFast() {
    return Reply.json(
        "{\"errors\": [{\"message\": \"Throttled\", \"extensions\": {\"code\": \"THROTTLED\"}}]}");
  }

  @Override
  public ObjectNode record(Item item) {
    return Style.object()
        .put("id", "gid://shopify/Product/" + item.number())
        .put("title", item.title())
        .put("updatedAt", item.updated().toString());
  }
}
