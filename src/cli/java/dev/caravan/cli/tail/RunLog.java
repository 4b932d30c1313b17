package dev.caravan.cli.tail;

import dev.caravan.api.auth.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes lines of what is new between two looks at the runs of a stream. */
final class RunLog {
  /** A poll of a feed that brings nothing leaves no run, so one is told of when it lasts. */
  private static final Duration NO_NEWS = Duration.ofSeconds(2);

  /** Processes say twice a minute that they are alive. */
  private static final Duration SILENCE = Duration.ofSeconds(90);

  private final Consumer<String> out;
  private final Map<String, SeenRun> before = new HashMap<>();
  private final Set<String> silent = new HashSet<>();

  RunLog(Consumer<String> out) {
    this.out = out;
  }

  /** Runs that ended before anybody looked: the latest of them have a line each. */
  void history(List<SeenRun> runs, int lines) {
    List<SeenRun> ended = runs.stream().filter(run -> !run.isUnderWay()).toList();
    ended.forEach(run -> before.put(run.id(), run));
    ended.subList(Math.max(0, ended.size() - lines), ended.size()).forEach(this::end);
  }

  /** Says what is new; runs in the order in which they began. */
  void look(List<SeenRun> runs, Instant now) {
    for (SeenRun run : runs) {
      SeenRun known = before.get(run.id());
      boolean news =
          run.pages() > 0 || !run.isUnderWay() || run.started().plus(NO_NEWS).isBefore(now);
      if (known == null && news) {
        known = run.atItsBeginning();
        say(run.started(), run, "begins");
      }
      if (known != null) {
        changes(known, run, now);
        before.put(run.id(), run);
      }
    }
    // What is not among them any more never is again.
    Set<String> ids = runs.stream().map(SeenRun::id).collect(Collectors.toSet());
    before.keySet().retainAll(ids);
    silent.retainAll(ids);
  }

  private void changes(SeenRun known, SeenRun run, Instant now) {
    if (run.pages() > known.pages()) {
      String pages =
          run.pages() == known.pages() + 1
              ? "page " + run.pages()
              : "pages %d to %d".formatted(known.pages() + 1, run.pages());
      say(now, run, pages + ": " + run.since(known));
    }
    if (known.isUnderWay() && !run.isUnderWay()) {
      end(run);
      return;
    }
    if (run.isUnderWay()) {
      run.waits()
          .filter(wait -> !run.waits().equals(known.waits()))
          .ifPresent(wait -> say(run.alive().orElse(now), run, "waits " + wait));
      run.error()
          .filter(error -> !run.error().equals(known.error()))
          .ifPresent(error -> say(run.alive().orElse(now), run, "cannot go on: " + error));
      silence(run, now);
    }
  }

  private void silence(SeenRun run, Instant now) {
    if (run.alive().filter(at -> at.plus(SILENCE).isBefore(now)).isEmpty()) {
      silent.remove(run.id());
    } else if (silent.add(run.id())) {
      say(
          now,
          run,
          "no sign of life since %s: its process was killed, hangs, or does not reach the database"
              .formatted(run.alive().get()));
    }
  }

  private void end(SeenRun run) {
    say(
        run.ended().orElse(run.started()),
        run,
        run.state()
            + ": "
            + run.all()
            + run.error().map(error -> ": " + error).orElse("")
            + run.notes().map(note -> "; note: " + note).orElse("")
            + run.next().map(at -> "; next run at " + at).orElse(""));
  }

  private void say(Instant at, SeenRun run, String what) {
    out.accept(PlainText.of("%s run %s %s".formatted(at, run.id(), what)));
  }
}
