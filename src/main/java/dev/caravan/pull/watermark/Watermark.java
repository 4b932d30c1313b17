package dev.caravan.pull.watermark;

import dev.caravan.api.request.Target;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Placement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What makes a stream incremental: a field that grows with each change, and how to ask the API for
 * what is new since then. Marks are kept in the API's own form and compared as numbers or instants.
 * Immutable.
 *
 * @param field the field of a record
 * @param format how the records write it
 * @param parameter takes the lower bound; empty when the API has no filter
 * @param parameterFormat how the API wants it
 * @param until takes an upper bound that is fixed at the start of a scan
 * @param lookback how far before the watermark the next scan begins, in seconds or as a number
 * @param exclusive whether the API leaves out records that are exactly at the lower bound
 * @param initial where the first scan begins
 * @param newestFirst whether the API lists newest first, so that a scan may stop at old pages
 */
public record Watermark(
    JsonPathTo field,
    MarkFormat format,
    Optional<Placement> parameter,
    MarkFormat parameterFormat,
    Optional<Placement> until,
    BigDecimal lookback,
    boolean exclusive,
    Optional<String> initial,
    boolean newestFirst) {

  /** The request with the bounds of a scan. */
  public Target bound(Target base, Optional<String> watermark, Instant scanStarted) {
    Optional<String> from = lowerBound(watermark);
    Target target =
        parameter.isPresent() && from.isPresent() ? parameter.get().put(base, from.get()) : base;
    return until.isPresent() && format.isTime()
        ? until
            .get()
            .put(target, parameterFormat.write(MarkFormat.seconds(scanStarted), likeOf(watermark)))
        : target;
  }

  /** The newest mark of some records; records without one say nothing. */
  public Optional<String> newest(List<?> records) {
    return records.stream()
        .flatMap(row -> mark(row).stream())
        .max(Comparator.comparing(this::number));
  }

  /** The newer of two marks. */
  public Optional<String> newer(Optional<String> left, Optional<String> right) {
    return Stream.concat(left.stream(), right.stream()).max(Comparator.comparing(this::number));
  }

  /**
   * Looks whether the field and its form are set right. Records without a mark are fine, but not
   * when nothing on the first page of the first scan shows that there are any.
   *
   * @throws IllegalStateException naming what to set
   */
  public void requireIn(List<?> records, Optional<String> watermark) {
    if (records.isEmpty() || newest(records).isPresent()) {
      return;
    }
    Optional<String> other = records.stream().flatMap(row -> text(row).stream()).findFirst();
    if (other.isPresent()) {
      throw new IllegalStateException(
          "the watermark field "
              + field
              + " holds '"
              + other.get()
              + "', which is not of the form that watermarkFormat says; set watermarkFormat");
    }
    if (watermark.isEmpty()
        && records.stream().noneMatch(row -> row != null && field.exists(row))) {
      throw new IllegalStateException(
          "no record of the first page has the watermark field "
              + field
              + "; set watermark to a field that grows with each change");
    }
  }

  /** Whether a page of an API that lists newest first is older than anything that may be new. */
  public boolean isOlderThanAllNew(List<?> records, Optional<String> watermark) {
    Optional<BigDecimal> from =
        watermark
            .map(mark -> number(mark).subtract(lookback))
            .or(() -> initial.flatMap(parameterFormat::read));
    return newestFirst
        && from.isPresent()
        && newest(records).isPresent()
        && records.stream()
            .flatMap(row -> mark(row).stream())
            .allMatch(mark -> number(mark).compareTo(from.get()) < 0);
  }

  /**
   * What shows that the API's filter does not do what it was asked to: a record from before the
   * lower bound.
   *
   * @return what to say; empty when all is well, or the API was not asked
   */
  public Optional<String> unasked(List<?> records, Optional<String> watermark) {
    Optional<String> asked = parameter.flatMap(any -> lowerBound(watermark));
    Optional<BigDecimal> from = asked.flatMap(this::asked);
    return from.flatMap(
        bound ->
            records.stream()
                .flatMap(row -> mark(row).stream())
                .filter(mark -> number(mark).compareTo(bound) < 0)
                .findFirst()
                .map(
                    mark ->
                        "the API was asked for what is new since %s by %s, and sent a record of %s; it ignores watermarkParam, reads the value in another form or zone (watermarkParamFormat, watermarkZone), or takes it for an upper bound, and then nothing new ever comes"
                            .formatted(asked.get(), parameter.get(), mark)));
  }

  /**
   * What shows that the API's filter may never send some records: they have no mark, and this scan
   * asked for no bound.
   *
   * @return what to say; empty when all is well
   */
  public Optional<String> unmarked(List<?> records, Optional<String> watermark) {
    return parameter
        .filter(any -> lowerBound(watermark).isEmpty())
        .filter(any -> newest(records).isPresent())
        .filter(any -> records.stream().anyMatch(row -> row instanceof Map && text(row).isEmpty()))
        .map(
            any ->
                "some records have no %s; where the API's filter by %s leaves such out, later ones come only once they have one, or never: set watermark to a field that all have, or see that a full scan runs, too"
                    .formatted(field, any));
  }

  /**
   * What shows that the API's filter leaves out records that are exactly at the bound: nothing came
   * at all, not even the record that the watermark is from.
   *
   * @return what to say; empty when no bound was asked for, or marks are numbers
   */
  public Optional<String> nothingAt(Optional<String> watermark) {
    return parameter.isEmpty() || watermark.isEmpty() || !format.isTime()
        ? Optional.empty()
        : Optional.of(
            "the API sent nothing since %s, not even the record with the watermark %s itself; unless that one was deleted, its filter leaves out what is exactly there, and others of that moment too: %s"
                .formatted(
                    lowerBound(watermark).orElseThrow(),
                    watermark.get(),
                    exclusive
                        ? "set lookback, or a watermarkParamFormat that is as fine as the marks"
                        : "set watermarkBoundary: exclusive"));
  }

  /**
   * The watermark after a complete scan: never lower than before, and never past the scan's start
   * by the server's clock, since a mark from the future would hide everything up to it.
   */
  public Optional<String> advance(
      Optional<String> before, Optional<String> maxSeen, Instant scanStarted) {
    Optional<String> seen = maxSeen.map(mark -> notAfter(mark, scanStarted));
    return newer(before, seen);
  }

  /** The instant of a mark; empty when marks are numbers, or this one is of another form. */
  public Optional<Instant> instant(String mark) {
    return format.isTime() ? format.read(mark).map(MarkFormat::instant) : Optional.empty();
  }

  private String notAfter(String mark, Instant latest) {
    return format.isTime() && number(mark).compareTo(MarkFormat.seconds(latest)) > 0
        ? format.write(MarkFormat.seconds(latest), mark)
        : mark;
  }

  private Optional<String> lowerBound(Optional<String> watermark) {
    if (watermark.isEmpty()) {
      return initial;
    }
    String like = parameterFormat.equals(format) ? watermark.get() : "";
    BigDecimal edge = exclusive ? parameterFormat.unit(like) : BigDecimal.ZERO;
    BigDecimal from = number(watermark.get()).subtract(lookback).subtract(edge);
    return Optional.of(parameterFormat.write(from, like));
  }

  private Optional<BigDecimal> asked(String bound) {
    return parameterFormat.read(bound).or(() -> parameterFormat.read(bound + "T00:00"));
  }

  private String likeOf(Optional<String> watermark) {
    return parameterFormat.equals(format) ? watermark.or(() -> initial).orElse("") : "";
  }

  private Optional<String> mark(Object row) {
    return text(row).filter(text -> format.read(text).isPresent());
  }

  private Optional<String> text(Object row) {
    return field.find(row).map(String::valueOf).filter(text -> !text.isBlank());
  }

  BigDecimal number(String mark) {
    return format
        .read(mark)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the watermark '" + mark + "' is not of the form that watermarkFormat says"));
  }
}
