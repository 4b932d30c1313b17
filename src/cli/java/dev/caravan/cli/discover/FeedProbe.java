package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.JsonNames;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.RecordShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a list is a feed of changes: its rows have a number that goes up and what changed, and
 * the response names the number of the last one, by which the next request goes on.
 */
final class FeedProbe {
  private static final String NUMBER =
      "(?i)_?(seq|sequence|sequence_?(id|number)|offset|position|lsn|event_?number)";
  private static final String ENTITY =
      "(?i)doc|document|entity|object|resource|payload|record|after|data";
  private static final String KIND = "(?i)event|type|event_?type|action|op|operation|kind";
  private static final String GONE = "(?i)(.*[._:-])?(deleted?|removed?|destroyed)";
  private static final List<String> NAMES =
      List.of(
          "since", "offset", "after", "cursor", "last_seq", "seq", "since_seq", "position", "from");

  private final Inquiry inquiry;
  private final List<Object> rows;
  private final String under;
  private final RecordShape shape;

  /**
   * @param under where in a row the change stands, ending with a dot: {@code data.} for an event of
   *     a stream; else empty
   */
  FeedProbe(Inquiry inquiry, String under) {
    this.inquiry = inquiry;
    this.rows = inquiry.known().all();
    this.under = under;
    this.shape = new RecordShape(rows.stream().map(this::change).toList());
  }

  private Object change(Object row) {
    return under.isEmpty() ? row : ((Map<?, ?>) row).get("data");
  }

  /** Whether it is one. */
  boolean run() throws IOException, InterruptedException {
    Optional<String> number =
        shape.names().stream()
            .filter(name -> name.matches(NUMBER) && shape.order(name, true) == 1)
            .findFirst();
    Optional<String> entity =
        shape.names().stream()
            .filter(name -> name.matches(ENTITY) && shape.types().get(name).equals("json"))
            .findFirst();
    if (number.isEmpty() || entity.isEmpty() || rows.size() < 2) {
      return false;
    }
    boolean found = under.isEmpty() ? numbered(number.get()) : resumed();
    if (found) {
      inquiry.allSeen();
      changes(number.get(), entity.get());
    }
    return found;
  }

  private boolean numbered(String number) throws IOException, InterruptedException {
    Look look = inquiry.small();
    List<?> small = inquiry.rows(look);
    Object last = ((Map<?, ?>) small.get(small.size() - 1)).get(number);
    Optional<Map.Entry<?, ?>> place =
        scalars(look)
            .filter(each -> String.valueOf(each.getValue()).equals(String.valueOf(last)))
            .findFirst();
    Optional<String> cursor = place.flatMap(each -> JsonNames.step("$", each.getKey()));
    if (cursor.isEmpty()) {
      return false;
    }
    Optional<String> name =
        new KeyProbe(inquiry).parameterAfter(inquiry.names().placed(NAMES), number);
    if (name.isEmpty()) {
      return false;
    }
    inquiry.findings().stream(
        "cursorParam",
        name.get(),
        "Tried: with the %s of a change the response begins with the next one.".formatted(number));
    inquiry.findings().stream("nextCursor", cursor.get(), "It was that of the last change.");
    return true;
  }

  private static Stream<Map.Entry<?, ?>> scalars(Look look) {
    return look.response().body() instanceof Map<?, ?> body
        ? body.entrySet().stream()
            .filter(each -> each.getValue() instanceof String || each.getValue() instanceof Number)
            .map(each -> each)
        : Stream.empty();
  }

  /** Whether a stream of events goes on after the one that it is told of. */
  private boolean resumed() throws IOException, InterruptedException {
    int at = rows.size() / 2;
    String id = String.valueOf(((Map<?, ?>) rows.get(at)).get("id"));
    Target target = inquiry.base().withHeader("Last-Event-ID", id);
    Optional<Look> look =
        inquiry.ask(target, "whether events go on after the one that it is told of");
    boolean goesOn =
        look.isPresent() && inquiry.known().beginOf(inquiry.rows(look.get())) == at + 1;
    if (!goesOn) {
      inquiry
          .findings()
          .gap(
              "Events did not go on after the one of Last-Event-ID: how does one ask for those that"
                  + " follow?");
    }
    inquiry.findings().stream(
        "feed", "sse", goesOn ? "Tried: with Last-Event-ID the events after that one come." : "");
    return true;
  }

  private void changes(String number, String entity) {
    inquiry.findings().kamelet("caravan-replay");
    inquiry.findings().stream(
        "sequence",
        under.isEmpty() ? number : "$." + under + number,
        "It goes up with each change.");
    inquiry.findings().stream("entity", "$." + under + entity, "");
    deletes();
    List<Object> entities = new ArrayList<>();
    shape.rows().stream()
        .map(row -> row.get(entity))
        .filter(Map.class::isInstance)
        .forEach(entities::add);
    RecordShape records = new RecordShape(entities);
    Optional<String> key = records.likeliestKey();
    if (key.isPresent()) {
      inquiry
          .findings()
          .table(
              "key",
              key.get(),
              "Named like one, and hardly any two of the %d changes that were seen share it."
                  .formatted(entities.size()));
    } else {
      inquiry.findings().gap("Which field is the key of what changed?");
    }
    inquiry.findings().table("deleted", "deleted", "");
    inquiry.findings().describe(records);
  }

  private void deletes() {
    RecordShape events = new RecordShape(rows);
    Map<String, RecordShape> places = new LinkedHashMap<>();
    places.put("$.", events);
    places.put("$." + under, shape);
    for (Map.Entry<String, RecordShape> each : places.entrySet()) {
      for (String name : each.getValue().names()) {
        Optional<Object> gone =
            each.getValue().rows().stream()
                .map(row -> (Object) row.get(name))
                .filter(value -> value != null && String.valueOf(value).matches(GONE))
                .findFirst();
        if (name.matches(KIND)
            && gone.isPresent()
            && JsonNames.isWritable(String.valueOf(gone.get()))) {
          inquiry.findings().stream(
              "deletedWhen", each.getKey() + name + "=" + gone.get(), "Seen.");
          return;
        }
      }
    }
    if (shape.names().contains("deleted")) {
      inquiry.findings().stream("deletedWhen", "$." + under + "deleted", "");
    } else {
      inquiry
          .findings()
          .question("No change that was seen is a delete: what marks one? Set deletedWhen.");
    }
  }
}
