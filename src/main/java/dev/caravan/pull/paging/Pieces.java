package dev.caravan.pull.paging;

import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records that come in pieces over several responses, as with MediaWiki, which names some
 * properties of a batch of pages in each response until the batch is complete.
 *
 * @param key what the pieces of one record share
 * @param end where a response says that the records so far are whole: anything but null and false
 */
public record Pieces(JsonPathTo key, Locator end) {

  /** Whether the records that a response ends with need more pieces. */
  public boolean arePartial(Response response) {
    return end.find(response).filter(value -> !Boolean.FALSE.equals(value)).isEmpty();
  }

  /**
   * Adds pieces to those of the same records. Objects are united, lists joined, of other values the
   * later one stands. What has no key is a record of its own.
   *
   * @param held by key, in the order of their first pieces
   */
  public void add(List<?> pieces, Map<Object, Object> held) {
    for (Object piece : pieces) {
      Optional<Object> found = key.find(piece);
      held.merge(found.orElseGet(Object::new), piece, Pieces::united);
    }
  }

  private static Object united(Object before, Object more) {
    if (before instanceof Map<?, ?> some && more instanceof Map<?, ?> others) {
      Map<Object, Object> all = new LinkedHashMap<>(some);
      others.forEach((name, value) -> all.put(name, united(all.get(name), value)));
      return all;
    }
    if (before instanceof List<?> some && more instanceof List<?> others) {
      List<Object> all = new ArrayList<>(some);
      others.stream().filter(each -> !some.contains(each)).forEach(all::add);
      return all;
    }
    return more == null ? before : more;
  }
}
