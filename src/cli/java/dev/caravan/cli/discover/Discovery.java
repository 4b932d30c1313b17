package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.ListPlace;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.RecordShape;
import dev.caravan.cli.discover.seen.Said;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Asks an API question after question, each by what the ones before have shown. */
final class Discovery {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int METHOD = 405;

  /** As many records as pages usually have. */
  private static final List<Integer> PAGE_SIZES =
      List.of(10, 20, 25, 30, 50, 100, 200, 250, 500, 1000);

  private final Inquiry inquiry;
  private final Findings findings;

  /**
   * @param declared the parameters that the API has by its document; empty without one
   */
  Discovery(Asking asking, Target base, Optional<List<String>> declared) {
    this.inquiry = new Inquiry(asking, base, declared);
    this.findings = inquiry.findings();
  }

  /**
   * What was found.
   *
   * @throws NothingFoundException when the API has no list there, or does not say so
   */
  Inquiry run() throws IOException, InterruptedException {
    Look first =
        inquiry
            .ask(inquiry.base(), "what it answers")
            .orElseThrow(() -> new NothingFoundException("the API does not answer"));
    requireAnswer(first);
    inquiry.looks().add(first);
    List<ListPlace> lists = ListPlace.in(first.response().body());
    if (lists.isEmpty()) {
      throw new NothingFoundException(
          "the response has no list of records, or an empty one; ask where there are some: "
              + first.trouble());
    }
    String name = inquiry.base().url().getPath().replaceFirst("/+$", "").replaceFirst(".*/", "");
    inquiry.records(
        lists.stream()
            .filter(list -> lists.stream().noneMatch(other -> other.isRival(list, name)))
            .findFirst()
            .orElse(lists.get(0))
            .path());
    boolean events = first.isEvents();
    if (!events) {
      new SizeProbe(inquiry).run();
    }
    if (!new FeedProbe(inquiry, events ? "data." : "").run()) {
      requireNoEvents(events);
      rivals(lists, name);
      paging();
      records();
    }
    inquiry.describeSize();
    LimitHeaders.find(inquiry);
    return inquiry;
  }

  /** Without a page size that one list follows, nothing shows which of two the records are. */
  private void rivals(List<ListPlace> lists, String name) {
    List<String> paths = lists.stream().map(ListPlace::path).toList();
    lists.stream()
        .filter(list -> list.path().equals(inquiry.records()) && inquiry.size().isEmpty())
        .filter(list -> lists.stream().anyMatch(other -> other.isRival(list, name)))
        .forEach(
            list ->
                findings.gap(
                    "Which list are the records: %s?".formatted(String.join(" or ", paths))));
  }

  private static void requireNoEvents(boolean events) {
    if (events) {
      throw new NothingFoundException(
          "the events have no number that goes up, or nothing that changed; see docs/replay.md for"
              + " what caravan-replay reads");
    }
  }

  private void requireAnswer(Look look) {
    String status = "status " + look.status();
    if (look.status() == UNAUTHORIZED || look.status() == FORBIDDEN) {
      throw new NothingFoundException(
          status
              + ": give the credentials, as by -H 'Authorization: Bearer {{env:TOKEN}}': "
              + look.trouble());
    }
    if (look.status() == METHOD) {
      throw new NothingFoundException(
          status
              + ": where the API takes its query as a body, give one by --body '{}'; it is sent by"
              + " POST, which discover never does by itself");
    }
    if (!look.isGood()) {
      throw new NothingFoundException(status + ": " + look.trouble());
    }
  }

  private void paging() throws IOException, InterruptedException {
    Optional<NextProbe.Way> way = new NextProbe(inquiry).run();
    if (way.isPresent()) {
      new EndProbe(inquiry).named(way.get());
      new Incremental(inquiry).run(way);
      total();
      return;
    }
    if (findings.stream().containsKey("pagination")) {
      return;
    }
    if (new NumberProbe(inquiry).run()) {
      new EndProbe(inquiry).flag();
      PastTheEnd past = new PastTheEnd(inquiry);
      past.run();
      past.settle(new Incremental(inquiry).run(Optional.empty()));
      total();
      return;
    } else if (new KeyProbe(inquiry).run()) {
      new EndProbe(inquiry).flag();
    } else {
      none();
    }
    new Incremental(inquiry).run(Optional.empty());
    total();
  }

  /** One response, as far as can be seen. */
  private void none() {
    findings.stream("pagination", "none", "No parameter was found that leads to another page.");
    int rows = inquiry.rows(inquiry.widest()).size();
    boolean more =
        !inquiry.isWhole() || inquiry.saysMore(inquiry.looks().get(0)) && inquiry.size().isEmpty();
    if (more) {
      findings.gap(
          "There are more records than the %d that came: how does one ask for the others?"
              .formatted(rows));
    } else if (inquiry.size().isPresent()) {
      findings.gap(
          "Pages become smaller by %s, but no parameter was found that leads to the next one: which does? As long as all records fit on one page, as now, the file loads them."
              .formatted(inquiry.size().get()));
    } else if (inquiry.names().tellOfPages()) {
      findings.gap(
          "By its document the list has pages, of which the %d records that came show nothing: how does one ask for the next one?"
              .formatted(rows));
    } else if (Said.hasPlaceForMore(inquiry.looks().get(0))) {
      findings.gap(
          "The response has a place for what would follow, of which the %d records that came show nothing: how does one ask for the next page?"
              .formatted(rows));
    } else if (PAGE_SIZES.contains(rows)) {
      findings.gap("%d records came, as many as pages often have: are these all?".formatted(rows));
    }
  }

  private void total() {
    Optional<Said> place = inquiry.totalPlace();
    if (place.isPresent() && !findings.stream().containsKey("ignoreSigns")) {
      findings.stream(
          "total",
          place.get().place(),
          "All responses agree on it, whatever the size of the page.");
    }
  }

  private void records() {
    RecordShape shape = new RecordShape(inquiry.known().all());
    Optional<String> key = shape.key();
    if (key.isPresent()) {
      findings.table(
          "key",
          key.get(),
          "No two of the %d records that were seen share one.".formatted(shape.size()));
    } else {
      findings.gap(
          "No field tells the %d records that were seen apart: which one, or which together, are the key?"
              .formatted(shape.size()));
    }
    shape
        .changed()
        .filter(shape::isVersion)
        .ifPresent(
            field ->
                findings.table("version", field.name(), "The newest version of a record stays."));
    if (shape.deleted().isPresent()) {
      findings.table(
          "deleted", shape.deleted().get(), "Records that are marked so become tombstones.");
    } else {
      findings.question(
          "Does the API list deleted records, and by which field? Then set deleted of"
              + " caravan-upsert; where it just lists them no longer, see docs/deletes.md.");
    }
    findings.describe(shape);
    boolean texts =
        inquiry
            .looks()
            .get(0)
            .response()
            .header("Content-Type")
            .filter(type -> type.contains("csv"))
            .isPresent();
    if (texts) {
      findings.question(
          "CSV has texts only. Which fields are numbers? Set columns of caravan-upsert, such as"
              + " price:numeric.");
    }
  }
}
