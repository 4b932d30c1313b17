package dev.caravan.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.page.act.LetterActions;
import dev.caravan.page.act.StreamActions;
import dev.caravan.page.call.PageCall;
import dev.caravan.page.call.PageRefusal;
import dev.caravan.page.call.PageReply;
import dev.caravan.page.call.PageToken;
import dev.caravan.page.read.LetterList;
import dev.caravan.page.read.Overview;
import dev.caravan.page.read.QuarantineList;
import dev.caravan.page.read.RunList;
import dev.caravan.page.read.ThisProcess;
import dev.caravan.quarantine.kept.Choice;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.run.retry.RetryRecord;
import dev.caravan.state.database.Database;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;

/** The API below {@code /caravan/api}, as caravan/page/openapi.json describes it. */
final class PageApi {
  private static final int NOT_FOUND = 404;
  private static final long MOST = 200;
  private static final long PORTION = 50;

  private final CamelContext context;
  private final Database database;
  private final PageToken token;
  private final ThisProcess process;

  PageApi(CamelContext context, Database database, PageToken token) {
    this.context = context;
    this.database = database;
    this.token = token;
    this.process = new ThisProcess(context);
  }

  PageReply answer(PageCall call) {
    String path = call.path().substring("/api".length());
    if (call.isRead()) {
      return PageReply.json(200, read(path, call));
    }
    if (!call.method().equals("POST")) {
      throw new PageRefusal(405, "the API takes GET and POST");
    }
    token.require(call);
    return PageReply.json(200, object().put("done", act(path, body(call))));
  }

  /** Whatever changes when something happened that the page shows. */
  String state() {
    return new Overview(database, process).state();
  }

  private JsonNode read(String path, PageCall call) {
    boolean texts = token.isIn(call);
    return switch (path) {
      case "/overview" -> overview(texts);
      case "/stream" -> stream(call, texts);
      case "/runs" -> runs(call, texts);
      case "/quarantine" -> quarantine(call, texts);
      case "/record" -> record(call);
      case "/deadletters" -> letters(call, texts);
      default -> throw new PageRefusal(NOT_FOUND, "the API has no " + path);
    };
  }

  private ObjectNode overview(boolean texts) {
    ObjectNode json = new Overview(database, process).all();
    json.put("now", Instant.now().toString());
    json.put("token", token.isSet());
    json.put("allowed", texts);
    json.put("database", texts ? database.name() : null);
    return json;
  }

  private ObjectNode stream(PageCall call, boolean texts) {
    String name = call.required("name");
    for (JsonNode each : new Overview(database, process).all().path("streams")) {
      if (each.path("name").asText().equals(name)) {
        ObjectNode json = ((ObjectNode) each).deepCopy();
        json.set("checkpoint", new RunList(database).checkpoint(name, texts).orElse(null));
        return json;
      }
    }
    throw new PageRefusal(NOT_FOUND, "there is no stream " + name);
  }

  private JsonNode runs(PageCall call, boolean texts) {
    ObjectNode json = object();
    json.set(
        "runs",
        new RunList(database)
            .runs(call.required("stream"), call.parameter("before"), limit(call), texts));
    return json;
  }

  private JsonNode quarantine(PageCall call, boolean texts) {
    QuarantineList list = new QuarantineList(database);
    Choice choice =
        new Choice(
            Set.of(),
            call.parameter("stream"),
            call.parameter("target"),
            call.parameter("reason"),
            call.parameter("all").isPresent(),
            call.number("before"),
            (int) limit(call));
    ObjectNode json = object();
    json.set("reasons", list.reasons());
    json.set("records", list.records(choice, texts));
    return json;
  }

  private JsonNode record(PageCall call) {
    token.require(call);
    long id = call.number("id").orElseThrow(() -> new PageRefusal(400, "id is missing"));
    return new QuarantineList(database)
        .record(id)
        .orElseThrow(() -> new PageRefusal(NOT_FOUND, "there is no record " + id));
  }

  private JsonNode letters(PageCall call, boolean texts) {
    ObjectNode json = object();
    json.set(
        "letters",
        LetterList.of(
            new LetterActions(context, database).topic(call.required("worker")),
            call.parameter("reason"),
            limit(call),
            texts));
    return json;
  }

  private String act(String path, JsonNode body) {
    StreamActions streams = new StreamActions(database, process);
    return switch (path) {
      case "/stream/run" -> streams.run(text(body, "stream"));
      case "/stream/pause" -> streams.pause(text(body, "stream"));
      case "/stream/resume" -> streams.resume(text(body, "stream"));
      case "/stream/reset" -> streams.reset(text(body, "stream"), text(body, "confirm"));
      case "/record/retry" -> retry(id(body));
      case "/record/discard" -> discard(id(body));
      case "/deadletter/replay" ->
          new LetterActions(context, database).replay(text(body, "worker"), text(body, "position"));
      case "/deadletter/discard" ->
          new LetterActions(context, database)
              .discard(text(body, "worker"), text(body, "position"));
      default -> throw new PageRefusal(NOT_FOUND, "the API has no " + path);
    };
  }

  private String retry(long id) {
    RetryRecord retry =
        Optional.ofNullable(
                context.getRegistry().lookupByNameAndType("caravanRetryRecord", RetryRecord.class))
            .orElseThrow(() -> new PageRefusal(NOT_FOUND, "this process has no routes"));
    RetryRecord.Attempt attempt = retry.retry(id);
    if (!attempt.loaded()) {
      throw new PageRefusal(409, attempt.text());
    }
    return attempt.text();
  }

  private String discard(long id) {
    Choice open =
        new Choice(
            Set.of(id),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            1);
    if (new QuarantineTable(database).discard(open) == 0) {
      throw new PageRefusal(NOT_FOUND, "there is no such record, or something became of it before");
    }
    return "record " + id + " is discarded";
  }

  private static JsonNode body(PageCall call) {
    if (!call.header("Content-Type").orElse("").startsWith("application/json")) {
      throw new PageRefusal(415, "the API takes application/json");
    }
    try {
      return new ObjectMapper().readTree(call.body());
    } catch (JsonProcessingException e) {
      throw new PageRefusal(400, "the body is no JSON");
    }
  }

  private static String text(JsonNode body, String name) {
    if (!body.path(name).isTextual()) {
      throw new PageRefusal(400, "the body lacks " + name);
    }
    return body.path(name).asText();
  }

  private static long id(JsonNode body) {
    if (!body.path("id").isIntegralNumber()) {
      throw new PageRefusal(400, "the body lacks id");
    }
    return body.path("id").asLong();
  }

  private static long limit(PageCall call) {
    return Math.max(1, Math.min(MOST, call.number("limit").orElse(PORTION)));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
