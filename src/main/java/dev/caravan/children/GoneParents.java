package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parents that the API answered with 404 or 410. That is no failure as long as it knows others;
 * when it knows none, the path is wrong, and none of them may count as visited.
 */
final class GoneParents {
  /** So many at the beginning of a run and no other response: the path is wrong. */
  static final int MOST_AT_FIRST = 10;

  private static final int SHOWN = 10;

  private final List<String> shown = new ArrayList<>();
  private final List<OpenParent> undecided = new ArrayList<>();
  private long count;

  void add(OpenParent parent) {
    undecided.add(parent);
  }

  /** Those of which it is not clear yet whether they or the path are at fault. */
  List<OpenParent> undecided() {
    return List.copyOf(undecided);
  }

  /**
   * Takes the undecided as gone.
   *
   * @return them
   */
  List<OpenParent> decide() {
    List<OpenParent> gone = List.copyOf(undecided);
    undecided.clear();
    count += gone.size();
    gone.stream()
        .limit(SHOWN - Math.min(SHOWN, shown.size()))
        .forEach(parent -> shown.add(parent.parent().toString()));
    return gone;
  }

  /**
   * Looks at them while the API has answered for no parent.
   *
   * @param last whether there is no parent left to ask for
   * @throws IllegalStateException when there are too many of them to be chance, or no others
   */
  void checkPath(String path, boolean last) {
    if (undecided.size() >= MOST_AT_FIRST || last && !undecided.isEmpty()) {
      throw new IllegalStateException(
          "the API answered 404 or 410 for each of the "
              + (last ? "" : "first ")
              + undecided.size()
              + " parents, "
              + undecided.get(0).parent()
              + " among them; check path "
              + path
              + " and the column that it names");
    }
  }

  /** What people should know about them. */
  Optional<String> note() {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            count
                + (count == 1 ? " parent is" : " parents are")
                + " gone (404 or 410): "
                + String.join(", ", shown)
                + (count > shown.size() ? ", …" : ""));
  }
}
