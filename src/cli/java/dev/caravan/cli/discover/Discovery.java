package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

  Discovery(Asking asking, Target base) {
    this.inquiry = new Inquiry(asking, base);
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
    inquiry.records(lists.get(0).path());
    new SizeProbe(inquiry).run();
    paging();
    records();
    LimitHeaders.find(inquiry);
    return inquiry;
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
      filter(way);
      total();
      return;
    }
    if (findings.stream().containsKey("pagination")) {
      return;
    }
    if (new NumberProbe(inquiry).run()) {
      new EndProbe(inquiry).counted();
    } else if (new KeyProbe(inquiry).run()) {
      new EndProbe(inquiry).flag();
    } else {
      none();
    }
    filter(Optional.empty());
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
    } else if (inquiry.size().isEmpty() && PAGE_SIZES.contains(rows)) {
      findings.gap("%d records came, as many as pages often have: are these all?".formatted(rows));
    }
  }

  private void total() {
    Optional<Said> place = inquiry.totalPlace();
    if (place.isPresent() && !findings.stream().containsKey("ignoreSigns")) {
      findings.stream(
          "total", place.get().place(), "All answers agree on it, whatever the size of the page.");
    }
  }

  private void filter(Optional<NextProbe.Way> way) throws IOException, InterruptedException {
    RecordShape shape = new RecordShape(inquiry.known().all());
    Optional<RecordShape.TimeField> changed = shape.changed();
    if (changed.isEmpty()) {
      findings.question(
          shape.perhapsChanged().isEmpty()
              ? "No field tells when a record changed, so each scan reads everything. Is there one?"
              : "Is "
                  + shape.perhapsChanged().get(0)
                  + " the time of the last change? Some records do not have it, so each scan reads"
                  + " everything.");
      return;
    }
    RecordShape.TimeField field = changed.get();
    Optional<FilterProbe.Filter> filter = new FilterProbe(inquiry, field).run();
    if (filter.isEmpty()) {
      findings.question(
          "None of the usual parameters filters by %s, so each scan reads everything. Is there one? Set watermark: %s and watermarkParam."
              .formatted(field.name(), field.name()));
      return;
    }
    FilterProbe.Filter found = filter.get();
    findings.stream("watermark", field.name(), "All records have it.");
    findings.stream("watermarkParam", found.name(), "Tried: only records that changed since come.");
    if (field.form() != RecordShape.TimeForm.ISO) {
      findings.stream("watermarkFormat", field.form().parameter, "");
    }
    if (!found.form().equals(field.form().parameter)) {
      findings.stream("watermarkParamFormat", found.form(), "");
    }
    if (!found.inclusive()) {
      findings.stream(
          "watermarkBoundary", "exclusive", "A record of exactly that time did not come.");
    }
    if (field.form() != RecordShape.TimeForm.DATE) {
      findings.stream(
          "lookback",
          "1m",
          "How late records become visible cannot be asked; see docs/incremental.md.");
    }
    afterFilter(found, way);
  }

  /** A short list shows what its end looks like, and whether a total counts it or everything. */
  private void afterFilter(FilterProbe.Filter found, Optional<NextProbe.Way> way)
      throws IOException, InterruptedException {
    Optional<Target> next = way.flatMap(any -> any.after(found.shown()));
    if (next.isPresent() && inquiry.rows(found.shown()).size() < inquiry.asked()) {
      new EndProbe(inquiry).emptyEnd(next.get(), way.get());
    }
    Optional<Said> place = inquiry.totalPlace();
    if (place.isPresent()
        && next.isEmpty()
        && inquiry
            .total(found.shown())
            .filter(total -> total == inquiry.rows(found.shown()).size())
            .isEmpty()) {
      findings.stream(
          "ignoreSigns",
          place.get().name(),
          "It counts all records, also of a list that is filtered.");
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
        .filter(field -> field.form() != RecordShape.TimeForm.DATE)
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
    Map<String, String> types = shape.types();
    findings.note(
        "Fields: "
            + types.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", ")));
  }
}
