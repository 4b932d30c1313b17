package dev.caravan.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.sandbox.shop.JsonType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Faults from outside, as one JSON object each or an array of them: the collection ({@code on}, or
 * {@code *}), the choice of requests, the {@code fault} by its method name in {@link FaultBuilder},
 * and that method's arguments. {@code {"clear": true}} switches all off. Unknown names are refused.
 */
public final class FaultJson {
  private static final List<String> NAMES =
      List.of(
          "body",
          "bytes",
          "clear",
          "code",
          "contentType",
          "count",
          "echoToken",
          "fault",
          "field",
          "fromPage",
          "headers",
          "json",
          "kinds",
          "millis",
          "on",
          "page",
          "probability",
          "request",
          "retryAfter",
          "retryAfterDate",
          "seed",
          "status",
          "times",
          "type",
          "url");

  private FaultJson() {}

  public static void apply(Faults faults, JsonNode json) {
    if (json.isArray()) {
      json.forEach(each -> apply(faults, each));
      return;
    }
    json.fieldNames().forEachRemaining(name -> require(NAMES.contains(name), name, NAMES));
    if (json.path("clear").asBoolean()) {
      faults.clear();
    } else if (json.path("fault").asText().equals("expireCursors")) {
      faults.expireCursors(json.path("on").asText(), json.path("status").asInt(410));
    } else {
      install(builder(faults, json), json);
    }
  }

  private static FaultBuilder builder(Faults faults, JsonNode json) {
    String on = json.path("on").asText();
    FaultBuilder builder = on.equals("*") ? faults.onAny() : faults.on(on);
    if (json.has("page")) {
      builder = builder.page(json.get("page").asInt());
    }
    if (json.has("fromPage")) {
      builder = builder.fromPage(json.get("fromPage").asInt());
    }
    if (json.has("request")) {
      builder = builder.request(json.get("request").asLong());
    }
    if (json.has("times")) {
      builder = builder.times(json.get("times").asInt());
    }
    if (json.has("probability")) {
      builder = builder.probability(json.get("probability").asDouble(), json.path("seed").asLong());
    }
    return builder;
  }

  private static void install(FaultBuilder builder, JsonNode json) {
    String field = json.path("field").asText();
    int count = json.path("count").asInt(1);
    String fault = json.path("fault").asText();
    switch (fault) {
      case "respond" -> respond(builder.respond(json.path("status").asInt(500)), json);
      case "invalidJson" -> builder.invalidJson();
      case "html" -> builder.html();
      case "emptyBody" -> builder.emptyBody();
      case "redirectTo" -> builder.redirectTo(json.path("url").asText());
      case "slow" -> builder.slow(Duration.ofMillis(json.path("millis").asLong()));
      case "cutOff" -> builder.cutOff();
      case "hugeGzip" -> builder.hugeGzip(json.path("bytes").asLong());
      case "header" ->
          json.path("headers")
              .properties()
              .forEach(e -> builder.header(e.getKey(), e.getValue().asText()));
      case "graphqlErrors" -> builder.graphqlErrors(json.path("code").asText("THROTTLED"));
      case "thenRemove" -> builder.thenRemove(count);
      case "thenUpdate" -> builder.thenUpdate(count);
      case "thenInsert" -> builder.thenInsert(count);
      case "emptyPage" -> builder.emptyPage();
      case "sameCursor" -> builder.sameCursor();
      case "cycleCursor" -> builder.cycleCursor();
      case "numericCursor" -> builder.numericCursor();
      case "nextCursor" -> builder.nextCursor(json.path("json").toString());
      case "noNextCursor" -> builder.noNextCursor();
      case "duplicates" -> builder.duplicates(count);
      case "lateDuplicates" -> builder.lateDuplicates(count);
      case "repeatPage" -> builder.repeatPage();
      case "newField" -> builder.newField(field);
      case "nullField" -> builder.nullField(field);
      case "changeType" ->
          builder.changeType(field, JsonType.valueOf(json.path("type").asText("TEXT")));
      case "rawField" -> builder.rawField(field, json.path("json").asText());
      case "nulCharacter" -> builder.nulCharacter(field);
      case "loneSurrogate" -> builder.loneSurrogate(field);
      case "badRecords" -> badRecords(builder, json.path("kinds"));
      case "onlyBadRecords" -> builder.onlyBadRecords();
      default -> throw new IllegalArgumentException("no fault " + fault + "; see FaultBuilder");
    }
  }

  private static void respond(AnswerFault answer, JsonNode json) {
    if (json.has("body")) {
      answer.body(json.path("contentType").asText("application/json"), json.get("body").asText());
    }
    if (json.path("echoToken").asBoolean()) {
      answer.echoToken();
    }
    if (json.has("retryAfter")) {
      answer.retryAfter(json.get("retryAfter").asText());
    }
    if (json.has("retryAfterDate")) {
      answer.retryAfterDate(Duration.ofSeconds(json.get("retryAfterDate").asLong()));
    }
    json.path("headers")
        .properties()
        .forEach(e -> answer.header(e.getKey(), e.getValue().asText()));
  }

  private static void badRecords(FaultBuilder builder, JsonNode kinds) {
    BadRecord[] all =
        kinds.isEmpty()
            ? BadRecord.values()
            : StreamSupport.stream(kinds.spliterator(), false)
                .map(each -> BadRecord.valueOf(each.asText()))
                .toArray(BadRecord[]::new);
    builder.badRecords(all[0], Arrays.copyOfRange(all, 1, all.length));
  }

  private static void require(boolean rule, String name, List<String> names) {
    if (!rule) {
      throw new IllegalArgumentException("unknown name " + name + "; known are " + names);
    }
  }
}
