package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.RecordShape;
import dev.caravan.cli.discover.seen.Said;
import dev.caravan.cli.discover.seen.TimeField;
import dev.caravan.cli.discover.seen.TimeForm;
import java.io.IOException;
import java.util.Optional;

/** Whether a list can be read for what changed alone, and what such a list shows. */
final class Incremental {
  private final Inquiry inquiry;
  private final Findings findings;

  Incremental(Inquiry inquiry) {
    this.inquiry = inquiry;
    this.findings = inquiry.findings();
  }

  /** The records that changed lately, where the API lists them alone. */
  Optional<Look> run(Optional<NextProbe.Way> way) throws IOException, InterruptedException {
    RecordShape shape = new RecordShape(inquiry.known().all());
    Optional<TimeField> changed = shape.changed();
    if (changed.isEmpty()) {
      findings.question(
          shape.perhapsChanged().isEmpty()
              ? "No field tells when a record changed, so each scan reads everything. Is there one?"
              : "Is "
                  + shape.perhapsChanged().get(0)
                  + " the time of the last change? Some records do not have it, so each scan reads"
                  + " everything.");
      return Optional.empty();
    }
    TimeField field = changed.get();
    Optional<FilterProbe.Filter> filter = new FilterProbe(inquiry, field).run();
    if (filter.isEmpty()) {
      findings.question(
          "None of the usual parameters filters by %s, so each scan reads everything. Is there one? Set watermark: %s and watermarkParam."
              .formatted(field.name(), field.name()));
      return Optional.empty();
    }
    FilterProbe.Filter found = filter.get();
    findings.stream("watermark", field.name(), "All records have it.");
    findings.stream("watermarkParam", found.name(), "Tried: only records that changed since come.");
    if (field.form() != TimeForm.ISO) {
      findings.stream("watermarkFormat", field.form().parameter(), "");
    }
    if (!found.form().equals(field.form().parameter())) {
      findings.stream("watermarkParamFormat", found.form(), "");
    }
    if (!found.inclusive()) {
      findings.stream(
          "watermarkBoundary", "exclusive", "A record of exactly that time did not come.");
    }
    if (field.form() != TimeForm.DATE) {
      findings.stream(
          "lookback",
          "1m",
          "How late records become visible cannot be asked; see docs/incremental.md.");
    }
    afterFilter(found, way);
    return Optional.of(found.shown());
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
}
