package dev.caravan.pull;

import dev.caravan.api.request.Target;
import dev.caravan.pull.end.EndOfScan;
import dev.caravan.pull.end.PageSize;
import dev.caravan.pull.end.Rules;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.pull.paging.PieceParameters;
import dev.caravan.pull.paging.Pieces;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WatermarkParameters;
import dev.caravan.pull.watermark.WindowMarks;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Prints;
import dev.caravan.run.ConfiguredInput;
import dev.caravan.run.RunStart;
import dev.caravan.run.StreamRun;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One stream of records: which path of which API, how it pages, what is new, where the records are.
 * Configured by the parameters of the {@code caravan-pull} and {@code caravan-pull-children}
 * kamelets; immutable after {@link #init}.
 */
public class Stream extends ConfiguredInput {
  private final PagingParameters paging = new PagingParameters();
  private final WatermarkParameters since = new WatermarkParameters();
  private final PieceParameters piece = new PieceParameters();
  private final MissingParameters missing = new MissingParameters();
  private JsonPathTo records;
  private BodyFormat format = BodyFormat.AUTO;
  private int commitEvery;
  private boolean recordsOptional;
  private boolean emptyAnswerPage;
  private List<String> ignoredSigns = List.of();
  private EndOfScan end;
  private Optional<Streams> streams = Optional.empty();
  private Optional<Pieces> pieces = Optional.empty();
  private Optional<Watermark> watermark = Optional.empty();

  /** Called once all parameters are set; rejects what cannot work together. */
  public void init() {
    end = new EndOfScan(new Rules(paging.toPagination(), paging.declared(), records, ignoredSigns));
    pieces = piece.toPieces();
    watermark = since.toWatermark(isInWindows());
    missing.check(watermark.isPresent(), records);
    if (watermark.flatMap(Watermark::until).isPresent()) {
      paging.requireShiftsSeen();
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

  /** The most records of pages that are written together; 0 for each page by itself. */
  public void setCommitEvery(int records) {
    if (records < 0) {
      throw new IllegalArgumentException(
          "commitEvery " + records + " is no number of records; 0 is each page by itself");
    }
    this.commitEvery = records;
  }

  /** {@code fail} or {@code page}: what a response without content is. */
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
  @Override
  public final Optional<String> way() {
    return Optional.of(
        Prints.of(
            Arrays.asList(
                target("/"),
                path(),
                format,
                records,
                paging.toPagination(),
                paging.declared().pageSize(),
                pieces,
                watermark,
                whose())));
  }

  /** A print of which records the stream asks for, in whatever way. */
  String scope() {
    return Prints.of(
        Arrays.asList(PageSize.ofAny(target(path())), records, watermark.map(Watermark::field)));
  }

  /** Whose records the stream reads, when it is read once for each of several. */
  protected List<?> whose() {
    return List.of();
  }

  /** Whether a scan asks for one window of marks after the other. */
  protected boolean isInWindows() {
    return false;
  }

  /** How many of its requests are under way at once. */
  public int parallel() {
    return pagesAtOnce();
  }

  /** How many numbered pages of a scan are asked for at the same time. */
  protected int pagesAtOnce() {
    return 1;
  }

  /** How many requests a scan of everything takes at least. */
  public long leastRequests(Instant now) {
    return 1;
  }

  /** Whether an ordinary scan asks for everything that there is. */
  boolean asksForAll() {
    return watermark.isEmpty() && whose().isEmpty();
  }

  @Override
  public StreamRun newRun(RunStart start) {
    ScanTargets targets = new ScanTargets(start.database(), start.clock());
    return new PullRun(start, this, FullScans.of(targets, this, start.id()));
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

  int commitEvery() {
    return commitEvery;
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
        .map(
            mark ->
                bounds
                    .span()
                    .map(span -> new WindowMarks(mark).bound(base, span))
                    .orElseGet(() -> mark.bound(base, bounds.watermark(), bounds.started())))
        .orElse(base);
  }
}
