package dev.caravan.children.parents;

import dev.caravan.response.JsonPathTo;
import java.util.List;

/**
 * How one request asks for the records of several parents.
 *
 * @param most parents of a request
 * @param separator between their keys in the path
 * @param parentOf where a record names its parent
 */
public record Batching(int most, String separator, JsonPathTo parentOf) {
  /**
   * Looks whether each key reads as one.
   *
   * @throws IllegalStateException when one has the separator in it, at which an API would cut it
   */
  void requireWhole(List<Parent> parents, String column) {
    for (Parent parent : parents) {
      if (String.valueOf(parent.values().get(column)).contains(separator)) {
        throw new IllegalStateException(
            "the key of parent "
                + parent
                + " has parentSeparator '"
                + separator
                + "' in it, so that the API may read it as several; set parentsPerRequest: 1, or"
                + " another parentSeparator where the API takes one");
      }
    }
  }

  /**
   * Which of some parents a record belongs to, by its place among them.
   *
   * @param column of the parents that the path names
   * @throws IllegalStateException when it is none of them
   */
  int placeOf(Object record, List<Parent> parents, String column) {
    String named =
        parentOf
            .find(record)
            .map(String::valueOf)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a record does not name its parent at recordParent " + parentOf));
    for (int i = 0; i < parents.size(); i++) {
      if (String.valueOf(parents.get(i).values().get(column)).equals(named)) {
        return i;
      }
    }
    throw new IllegalStateException(
        "a record names the parent "
            + named
            + " at recordParent "
            + parentOf
            + ", which was not asked for; check the parameter in path that takes the keys, and"
            + " parentSeparator");
  }
}
