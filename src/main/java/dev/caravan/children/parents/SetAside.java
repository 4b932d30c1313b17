package dev.caravan.children.parents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Parents that failed so often in a scan that the others went on without them.
 *
 * @param count how many
 * @param examples the first of them, ten at most
 */
public record SetAside(long count, List<Example> examples) {
  /** None. */
  public static final SetAside NONE = new SetAside(0, List.of());

  private static final int MOST_EXAMPLES = 10;
  private static final int SHOWN = 3;

  /** A parent with what went wrong. */
  public record Example(String id, OpenParent.Setback setback) {
    @Override
    public String toString() {
      return new Parent(id, Map.of(), Optional.empty())
          + " after "
          + setback.attempts()
          + (setback.attempts() == 1 ? " attempt: " : " attempts: ")
          + setback.reason();
    }
  }

  public SetAside {
    examples = List.copyOf(examples);
  }

  /** The same with one more, which failed. */
  public SetAside with(OpenParent parent) {
    List<Example> more = new ArrayList<>(examples);
    if (more.size() < MOST_EXAMPLES) {
      more.add(new Example(parent.parent().id(), parent.setback().orElseThrow()));
    }
    return new SetAside(count + 1, more);
  }

  /**
   * What people should know; empty when there is none.
   *
   * @param noun what was set aside
   */
  public Optional<String> note(String noun) {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            count
                + " "
                + noun
                + (count == 1 ? " was" : "s were")
                + " set aside, whose records are not all there; the next scan asks for them again: "
                + examples.stream()
                    .limit(SHOWN)
                    .map(Example::toString)
                    .collect(Collectors.joining("; "))
                + (count > SHOWN ? "; …" : ""));
  }
}
