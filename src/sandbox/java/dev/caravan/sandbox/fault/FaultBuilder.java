package dev.caravan.sandbox.fault;

import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.sandbox.shop.JsonType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Says which requests a fault is for, then what it does; the latter switches it on. Pages and
 * requests count from 1, requests per collection. Without a choice a fault strikes every request
 * that is authorised, within the quota and has a valid cursor, until it is switched off.
 */
public final class FaultBuilder {
  private final FaultScope scope;
  private final Function<Fault, Fault> install;

  FaultBuilder(FaultScope scope, Function<Fault, Fault> install) {
    this.scope = scope;
    this.install = install;
  }

  public FaultBuilder page(int page) {
    return in(scope.pages(page, page));
  }

  public FaultBuilder fromPage(int page) {
    return in(scope.pages(page, Integer.MAX_VALUE));
  }

  /** The n-th request to the collection, whatever page it asks for. */
  public FaultBuilder request(long ordinal) {
    return in(scope.requests(ordinal, ordinal));
  }

  public FaultBuilder requests(long first, long last) {
    return in(scope.requests(first, last));
  }

  public FaultBuilder times(int most) {
    return in(scope.times(most));
  }

  /** Strikes this share of the requests; the seed and the request's ordinal decide which. */
  public FaultBuilder probability(double share, long seed) {
    return in(scope.probability(share, seed));
  }

  /** Answers a status with a JSON error; the result takes headers and another body. */
  public AnswerFault respond(int status) {
    return new AnswerFault(install(Effect.Answer.of(status)));
  }

  /** 200 with JSON that ends too early. */
  public AnswerFault invalidJson() {
    return respond(200).body("application/json", "{\"data\":[{\"id\":1,");
  }

  /** 200 with a page for people. */
  public AnswerFault html() {
    return respond(200).body("text/html", "<html><body>Maintenance, be right back</body></html>");
  }

  /** 200 without a body. */
  public AnswerFault emptyBody() {
    return respond(200).body("application/json", "");
  }

  /** 302 to this URL. */
  public AnswerFault redirectTo(String url) {
    return respond(302).header("Location", url);
  }

  public Fault slow(Duration beforeAnswer) {
    return install(new Effect.Delay(beforeAnswer));
  }

  /** Sends half of the body and ends the connection. */
  public Fault cutOff() {
    return install(new Effect.CutOff(0.5));
  }

  /** A last page of one record whose note has so many bytes, as a gzip a thousandth of that. */
  public Fault hugeGzip(long bytes) {
    return install(new Effect.HugeGzip(bytes));
  }

  /** The page as it is, with one header more or another value for one. */
  public Fault header(String name, String value) {
    return install(new Effect.ExtraHeader(name, value));
  }

  /** 200 with a GraphQL error of this code, such as {@code THROTTLED}, and no data. */
  public AnswerFault graphqlErrors(String code) {
    String text =
        "{\"errors\":[{\"message\":\"fault\",\"extensions\":{\"code\":\""
            + code
            + "\"}}],"
            + "\"data\":null}";
    return respond(200).body("application/json", text);
  }

  /** Once the page is read, its first records are gone from the shop. */
  public Fault thenRemove(int count) {
    return install(ShopChanges.remove(count));
  }

  /** Once the page is read, its first records change in the shop. */
  public Fault thenUpdate(int count) {
    return install(ShopChanges.update(count));
  }

  /** Once the page is read, so many new records are in the shop. */
  public Fault thenInsert(int count) {
    return install(ShopChanges.insert(count));
  }

  /** No records, though the next token stays. */
  public Fault emptyPage() {
    return install(RecordRewrites.empty());
  }

  /** The next cursor is the cursor of this very page. */
  public Fault sameCursor() {
    return install(CursorRewrites.same());
  }

  /** The next cursor leads back to the page before: A, B, A. */
  public Fault cycleCursor() {
    return install(CursorRewrites.cycle());
  }

  /** The right next cursor as a JSON number, which is valid when sent back. */
  public Fault numericCursor() {
    return install(CursorRewrites.numeric());
  }

  /** This JSON instead of the next cursor: {@code ""}, {@code false}, {@code 7}, {@code null}. */
  public Fault nextCursor(String json) {
    return install(CursorRewrites.fixed(json));
  }

  /** No next cursor field at all. */
  public Fault noNextCursor() {
    return install(CursorRewrites.missing());
  }

  /** Older versions of the first records within the page, some before and some after them. */
  public Fault duplicates(int count) {
    return install(RecordRewrites.duplicates(count));
  }

  /** First records of the page before, by turns as an older version and unchanged. */
  public Fault lateDuplicates(int count) {
    return install(RecordRewrites.lateDuplicates(count));
  }

  /** The records of the page before, though the next token is right. */
  public Fault repeatPage() {
    return install(RecordRewrites.repeatPage());
  }

  public Fault newField(String field) {
    return install(RecordRewrites.newField(field));
  }

  public Fault nullField(String field) {
    return install(RecordRewrites.nullField(field));
  }

  public Fault changeType(String field, JsonType type) {
    return install(RecordRewrites.changeType(field, type));
  }

  /** The field, new or not, as exactly this JSON text: {@code 1e400}, {@code -0}. */
  public Fault rawField(String field, String json) {
    return install(RecordRewrites.rawField(field, json));
  }

  /** The field's text ends with U+0000. */
  public Fault nulCharacter(String field) {
    return install(RecordRewrites.appendText(field, "\u0000"));
  }

  /** The field's text ends with half of a surrogate pair. */
  public Fault loneSurrogate(String field) {
    return install(RecordRewrites.appendText(field, "\ud83d"));
  }

  /** One bad record of each kind given, among the good ones. */
  public Fault badRecords(BadRecord first, BadRecord... more) {
    List<BadRecord> kinds = new ArrayList<>(List.of(first));
    kinds.addAll(List.of(more));
    return install(RecordRewrites.badRecords(kinds));
  }

  /** Bad records of all kinds instead of the good ones. */
  public Fault onlyBadRecords() {
    return install(RecordRewrites.onlyBadRecords());
  }

  private FaultBuilder in(FaultScope newScope) {
    return new FaultBuilder(newScope, install);
  }

  private Fault install(Effect effect) {
    return install.apply(new Fault(scope, effect));
  }
}
