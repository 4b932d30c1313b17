package dev.caravan.pull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Call;
import dev.caravan.api.Request;
import dev.caravan.pull.end.Told;
import dev.caravan.pull.paging.Answer;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Target;
import dev.caravan.pull.watermark.Watermark;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Which page of which stream the request on the exchange is for.
 *
 * @param path of the stream, or of one of its parents
 * @param position empty for the first page
 */
public record PageRequest(Stream stream, String path, ScanBounds bounds, Optional<String> position)
    implements Reading {

  /** A page of a stream without parents. */
  public PageRequest(Stream stream, ScanBounds bounds, Optional<String> position) {
    this(stream, stream.path(), bounds, position);
  }

  /** Makes it the next request of an exchange. */
  public void putOn(Exchange exchange, Request.Origin origin) {
    Target target = target();
    Call call =
        new Call(
            target.method(), target.url(), target.headers(), target.body().map(JsonNode::toString));
    exchange.setProperty(PROPERTY, this);
    exchange.setProperty(
        Request.PROPERTY, new Request(stream.api(), stream.apiName(), origin, call));
  }

  @Override
  public Page read(Received received) {
    Answer answer = received.answer(stream.format(), stream.records());
    Optional<Watermark> watermark = stream.watermark().filter(mark -> !bounds.whole());
    boolean onlyOld =
        watermark.isPresent()
            && watermark.get().isOlderThanAllNew(answer.records(), bounds.watermark());
    Optional<Evidence> beside = onlyOld ? Optional.of(Evidence.OLD_PAGE) : Optional.empty();
    Told told = stream.end().tell(answer, target(), position, beside);
    return new Page(
        answer.records(),
        position,
        watermark.flatMap(mark -> mark.newest(answer.records())),
        received.source(answer, told.total()),
        told,
        Optional.empty());
  }

  private Target target() {
    return stream.end().at(stream.firstPage(path, bounds), position);
  }
}
