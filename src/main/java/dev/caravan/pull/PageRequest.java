package dev.caravan.pull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.request.Call;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.Target;
import dev.caravan.pull.end.Told;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.response.Reading;
import dev.caravan.response.Received;
import dev.caravan.response.Response;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Which page of which stream the request on the exchange is for.
 *
 * @param path of the stream, or of one of its parents
 * @param position empty for the first page
 * @param proving whether it is to show that the page before it was the last one
 */
public record PageRequest(
    Stream stream, String path, ScanBounds bounds, Optional<String> position, boolean proving)
    implements Reading {

  /** A page of a stream without parents. */
  public PageRequest(Stream stream, ScanBounds bounds, Optional<String> position, boolean proving) {
    this(stream, stream.path(), bounds, position, proving);
  }

  /** Makes it the next request of an exchange. */
  public void putOn(Exchange exchange, Request.Origin origin) {
    Target target = target();
    Call call =
        new Call(
            target.method(),
            target.url(),
            target.headers(),
            target.body().map(JsonNode::toString),
            Call.Patience.NONE,
            stream.end().pastTheEnd(position, proving));
    exchange.setProperty(PROPERTY, this);
    exchange.setProperty(
        Request.PROPERTY, new Request(stream.api(), stream.apiName(), origin, call));
  }

  @Override
  public Page read(Received received) {
    if (received.request().call().accepted().contains(received.status())) {
      return page(received, received.nothing(), Optional.of(Evidence.STATUS));
    }
    Response response =
        received.response(stream.format(), stream.records(), stream.areRecordsOptional());
    if (response.body() == null) {
      requireNothing(received);
    }
    Optional<Watermark> watermark = stream.watermark().filter(mark -> !bounds.whole());
    boolean onlyOld =
        watermark.isPresent()
            && watermark.get().isOlderThanAllNew(response.records(), bounds.watermark());
    Optional<Evidence> beside = onlyOld ? Optional.of(Evidence.OLD_PAGE) : Optional.empty();
    return page(received, response, beside);
  }

  private Page page(Received received, Response response, Optional<Evidence> beside) {
    Told told =
        stream
            .end()
            .tell(response, target(), position, beside)
            .withNext(stream.api()::withoutSecrets)
            .ofWhole(isWhole());
    return new Page(
        response.records(),
        position,
        stream
            .watermark()
            .filter(mark -> !bounds.whole())
            .flatMap(mark -> mark.newest(response.records())),
        received.source(response, told.total()),
        told,
        Optional.empty(),
        stream.pieces().filter(pieces -> pieces.arePartial(response)).isPresent(),
        1);
  }

  /**
   * No body is no response, unless this API says so that there is nothing; a snapshot wants more.
   */
  private void requireNothing(Received received) {
    boolean middle = position.isPresent() && !stream.end().isNumbered();
    if (!stream.isEmptyAnswerPage() || bounds.whole() || middle) {
      throw new BadResponseException(
          "the response has status "
              + received.status()
              + " and no content, which says nothing about records"
              + (bounds.whole() || middle
                  ? ""
                  : "; if this API answers so when there are none, set emptyAnswer: page"));
    }
  }

  /** Whether a response without records says that there are none, not just no new ones. */
  private boolean isWhole() {
    return bounds.whole() || stream.asksForAll();
  }

  private Target target() {
    Optional<String> at = position.filter(any -> !FrontLook.isAt(position));
    return stream.end().at(stream.firstPage(path, bounds), at.map(stream.api()::withSecrets));
  }
}
