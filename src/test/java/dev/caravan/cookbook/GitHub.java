package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;

/** Numbered pages by the Link header, a filter that leaves out its bound, a limit by 403. */
final class GitHub implements Style {
  @Override
  public boolean admits(Call call) {
    return call.has("Authorization", "Bearer value-of-GITHUB_TOKEN")
        && call.has("X-GitHub-Api-Version", "2022-11-28")
        && call.sent().header("User-Agent") != null;
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    Instant since = call.query("since").map(Instant::parse).orElse(Instant.MIN);
    List<Item> found = shelf.live().stream().filter(i -> i.updated().isAfter(since)).toList();
    int size = call.number("per_page", 30);
    int page = call.number("page", 1);
    Slice slice = Slice.of(found, (page - 1) * size, size);
    Reply reply =
        Reply.json(records(slice.items()).toString()).with("X-RateLimit-Remaining", "4990");
    String others = call.sent().uri().getRawQuery().replaceAll("&page=\\d+", "");
    return slice.more()
        ? reply.with(
            "Link", "<%s>; rel=\"next\"".formatted(call.urlWith(others + "&page=" + (page + 1))))
        : reply;
  }

  @Override
  public Reply tooFast() {
    return Reply.status(403, "{\"message\": \"API rate limit exceeded\"}")
        .with("X-RateLimit-Remaining", "0")
        .with("X-RateLimit-Reset", String.valueOf(Instant.now().getEpochSecond() + 1));
  }

  @Override
  public ObjectNode record(Item item) {
    ObjectNode issue =
        Style.object().put("id", 2_000_000_000L + item.number()).put("number", item.number());
    issue.put("title", item.title()).put("state", "open");
    issue.putObject("user").put("login", "octocat");
    return issue
        .put("created_at", item.created().toString())
        .put("updated_at", item.updated().toString());
  }
}
