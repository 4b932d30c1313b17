package dev.caravan.pull;

import dev.caravan.answer.BodyFormat;
import dev.caravan.answer.JsonPathTo;
import dev.caravan.answer.Prints;
import dev.caravan.api.Target;
import dev.caravan.children.parents.ParentParameters;
import dev.caravan.children.parents.Parents;
import dev.caravan.pull.end.EndOfScan;
import dev.caravan.pull.end.Rules;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.pull.paging.PieceParameters;
import dev.caravan.pull.paging.Pieces;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WatermarkParameters;
import dev.caravan.run.ConfiguredInput;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One stream of records: which path of which API, how it pages, what is new, where the records are.
 * Configured by the parameters of the {@code caravan-pull} and {@code caravan-pull-children}
 * kamelets; immutable after {@link #init}.
 */
public final class Stream extends ConfiguredInput {
  private final PagingParameters paging = new PagingParameters();
  private final WatermarkParameters since = new WatermarkParameters();
  private final PieceParameters piece = new PieceParameters();
  private final ParentParameters parent = new ParentParameters();
  private final MissingParameters missing = new MissingParameters();
  private JsonPathTo records;
  private BodyFormat format = BodyFormat.AUTO;
  private boolean recordsOptional;
  private boolean emptyAnswerPage;
  private List<String> ignoredSigns = List.of();
  private EndOfScan end;
  private Optional<Streams> streams = Optional.empty();
  private Optional<Pieces> pieces = Optional.empty();
  private Optional<Watermark> watermark = Optional.empty();
  private Optional<Parents> parents = Optional.empty();

  /** Called once all parameters are set; rejects what cannot work together. */
  public void init() {
    end = new EndOfScan(new Rules(paging.toPagination(), paging.declared(), records, ignoredSigns));
    pieces = piece.toPieces();
    watermark = since.toWatermark();
    missing.check(watermark.isPresent(), records);
    if (watermark.flatMap(Watermark::until).isPresent()) {
      paging.requireShiftsSeen();
    }
    parents = parent.toParents(path());
    if (watermark.isPresent() && parents.flatMap(Parents::batching).isPresent()) {
      throw new IllegalArgumentException(
          "parentsPerRequest cannot go with watermark, since each parent has a watermark of its"
              + " own; leave one of them out, or take parentVersion");
    }
    streams.ifPresent(all -> all.add(this));
  }

  /** The parameters about paging. */
  public PagingParameters getPaging() {
    return paging;
  }

  /** The parameters about records that come in pieces. */
  public PieceParameters getPiece() {
    return piece;
  }

  /** The parameters about watermarks. */
  public WatermarkParameters getSince() {
    return since;
  }

  /** The parameters about what a full scan does not list. */
  public MissingParameters getMissing() {
    return missing;
  }

  /** The parameters about parents. */
  public ParentParameters getParent() {
    return parent;
  }

  /** Where others look for it. */
  public void setStreams(Streams streams) {
    this.streams = Optional.of(streams);
  }

  /** The JSONPath of the records. */
  public void setRecords(String records) {
    this.records = new JsonPathTo("records", records);
  }

  /** Whether a missing list of records is an empty one. */
  public void setRecordsOptional(boolean recordsOptional) {
    this.recordsOptional = recordsOptional;
  }

  /** {@code fail} or {@code page}: what an answer without content is. */
  public void setEmptyAnswer(String what) {
    this.emptyAnswerPage = what.equals("page");
  }

  /** Names of signs that mean nothing, separated by commas. */
  public void setIgnoreSigns(String names) {
    this.ignoredSigns = List.of(names.strip().split("\\s*,\\s*"));
  }

  /** {@code auto}, {@code json}, {@code jsonl} or {@code csv}. */
  public void setFormat(String format) {
    this.format = BodyFormat.valueOf(format.toUpperCase(Locale.ROOT));
  }

  /**
   * A print of what the stream asks for and how. A position means something only as long as it is
   * the same.
   */
  public String way() {
    return Prints.of(
        Arrays.asList(
            target("/"),
            path(),
            format,
            records,
            paging.toPagination(),
            paging.declared().pageSize(),
            pieces,
            watermark,
            parents.map(Parents::path),
            parents.map(Parents::table),
            parents.flatMap(Parents::batching)));
  }

  /** How records come together that come in pieces; empty when they come whole. */
  public Optional<Pieces> pieces() {
    return pieces;
  }

  /** What judges whether a scan is complete. */
  public EndOfScan end() {
    return end;
  }

  /** Empty when every scan is a full one. */
  public Optional<Watermark> watermark() {
    return watermark;
  }

  /** For which records the stream runs once each; empty when it runs once. */
  public Optional<Parents> parents() {
    return parents;
  }

  BodyFormat format() {
    return format;
  }

  boolean areRecordsOptional() {
    return recordsOptional;
  }

  boolean isEmptyAnswerPage() {
    return emptyAnswerPage;
  }

  JsonPathTo records() {
    return records;
  }

  /** The request for the first page of a scan, with all the stream's filters. */
  Target firstPage(String ofPath, ScanBounds bounds) {
    Target base = target(ofPath);
    return watermark
        .filter(mark -> !bounds.whole())
        .map(mark -> mark.bound(base, bounds.watermark(), bounds.started()))
        .orElse(base);
  }
}
