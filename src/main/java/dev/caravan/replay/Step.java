package dev.caravan.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run of a feed asks for next. */
public sealed interface Step {
  /** The step as people see it, in the log and with bad records. */
  String shown();

  /**
   * A poll of the feed.
   *
   * @param cursor after the last change that was taken; empty for the beginning
   * @param walked of a list that begins with its newest change: where the pages begin that the way
   *     back to the cursor led through, newest first; the last of them is the one to ask for
   * @param joint the change where the page must meet the one taken before it, on the way forward
   */
  record Poll(Optional<String> cursor, List<String> walked, Optional<String> joint)
      implements Step {
    public Poll {
      walked = List.copyOf(walked);
    }

    static Poll after(Optional<String> cursor) {
      return new Poll(cursor, List.of(), Optional.empty());
    }

    /** One page further back. */
    Poll back(String last) {
      List<String> further = new ArrayList<>(walked);
      further.add(last);
      return new Poll(cursor, further, Optional.empty());
    }

    /** One page forward on the same way. */
    Poll forward(Optional<String> newCursor) {
      int end = walked.size() - 1;
      return new Poll(newCursor, walked.subList(0, end), Optional.of(walked.get(end)));
    }

    @Override
    public String shown() {
      String after = cursor.map(text -> "after " + text).orElse("from the beginning");
      return walked.isEmpty() ? after : after + ", back at " + walked.get(walked.size() - 1);
    }
  }

  /** Reads where the feed ends, before a snapshot. */
  record Anchor() implements Step {
    @Override
    public String shown() {
      return "end of the feed";
    }
  }

  /**
   * A page of the snapshot.
   *
   * @param position as the snapshot's stream names it, empty for the first
   */
  record SnapshotPage(Optional<String> position) implements Step {
    @Override
    public String shown() {
      return "snapshot " + position.orElse("first");
    }
  }

  /** The step was refused, since the API no longer knows its position. */
  record Lost(Step refused) implements Step {
    @Override
    public String shown() {
      return refused.shown() + ", no longer known";
    }
  }
}
