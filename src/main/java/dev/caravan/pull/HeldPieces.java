package dev.caravan.pull;

import dev.caravan.pull.paging.Pieces;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.run.IncompleteScanException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds pieces of records back until they are whole. The checkpoint stays at the first of their
 * pages meanwhile, so a run that ends in between fetches them anew. For one run, by one thread at a
 * time.
 */
final class HeldPieces {
  private final Optional<Pieces> pieces;
  private final Optional<Watermark> watermark;
  private final Map<Object, Object> held = new LinkedHashMap<>();

  HeldPieces(Stream stream) {
    this.pieces = stream.pieces();
    this.watermark = stream.watermark();
  }

  /**
   * The page with the records that are whole now: none, or all since the last ones.
   *
   * @throws IncompleteScanException when the scan ends and they are not
   */
  Page join(Page page) {
    if (pieces.isEmpty()) {
      return page;
    }
    pieces.get().add(page.records(), held);
    if (!page.partial()) {
      List<Object> whole = List.copyOf(held.values());
      held.clear();
      return page.with(whole, watermark.flatMap(mark -> mark.newest(whole)));
    }
    if (!page.hasNext()) {
      throw new IncompleteScanException(
          "incomplete: the last response has nothing at pieceEnd "
              + pieces.get().end()
              + ", so that "
              + held.size()
              + " records still need pieces; set pieceEnd to where a response says that its records"
              + " are whole");
    }
    return page.with(List.of(), Optional.empty());
  }
}
