package dev.caravan.page.act;

import dev.caravan.cluster.Nodes;
import dev.caravan.page.call.PageRefusal;
import dev.caravan.page.read.ThisProcess;
import dev.caravan.run.Pauses;
import dev.caravan.run.Schedule;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.CheckpointChanges;
import dev.caravan.state.CheckpointConflictException;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.util.Optional;

/** What people do with a stream. */
public final class StreamActions {
  private static final int CONFLICT = 409;

  private final Database database;
  private final ThisProcess process;
  private final Clock clock;

  public StreamActions(Database database, ThisProcess process) {
    this.database = database;
    this.process = process;
    this.clock = process.clock();
  }

  /** Has the next run begin at once, after the one that is under way. */
  public String run(String stream) {
    Schedule schedule = schedule(stream);
    if (new Pauses(database).isPaused(stream)) {
      throw new PageRefusal(CONFLICT, stream + " is paused; resume it");
    }
    new Checkpoints(database)
        .find(stream)
        .flatMap(Checkpoint::notBefore)
        .filter(at -> clock.instant().isBefore(at))
        .ifPresent(at -> refuse(stream + " is parked: its API takes no request before " + at));
    schedule.soon(stream);
    return stream + " runs now, or as soon as the run that is under way has ended";
  }

  /** No run begins any more, in any process; one that is under way goes to its end. */
  public String pause(String stream) {
    known(stream);
    new Pauses(database).pause(stream, clock.instant());
    return stream + " is paused; a run that is under way goes to its end";
  }

  /** Runs begin again. */
  public String resume(String stream) {
    known(stream);
    new Pauses(database).resume(stream);
    process
        .schedule()
        .filter(any -> process.inputs().containsKey(stream))
        .ifPresent(schedule -> schedule.soon(stream));
    return stream + " runs again, in another process from its next time on";
  }

  /**
   * The next run begins at the beginning; one that is under way gives way at its next page.
   *
   * @param confirmation the stream's name once more
   */
  public String reset(String stream, String confirmation) {
    known(stream);
    if (!stream.equals(confirmation)) {
      throw new PageRefusal(
          400, "to reset " + stream + " its name must be given once more, as confirm");
    }
    try {
      Optional<Checkpoint> now = new CheckpointChanges(database).reset(stream);
      return now.map(any -> stream + " begins at its beginning")
          .orElseThrow(() -> new PageRefusal(CONFLICT, stream + " has no checkpoint yet"));
    } catch (CheckpointConflictException e) {
      throw new PageRefusal(
          CONFLICT, "a run of " + stream + " moved its checkpoint at this moment; do it again");
    }
  }

  private Schedule schedule(String stream) {
    Schedule schedule =
        process
            .schedule()
            .filter(any -> process.inputs().containsKey(stream))
            .orElseThrow(() -> new PageRefusal(404, "no route of this process is " + stream));
    if (!schedule.runs(stream)) {
      refuse("caravan.streams leaves " + stream + " to another process");
    }
    Optional.ofNullable(Nodes.holders(database).get(stream))
        .filter(holder -> !holder.equals(process.node()))
        .ifPresent(holder -> refuse(stream + " is run by the node " + holder + "; use its page"));
    return schedule;
  }

  private void known(String stream) {
    boolean any =
        process.inputs().containsKey(stream) || new Checkpoints(database).find(stream).isPresent();
    if (!any) {
      throw new PageRefusal(404, "there is no stream " + stream);
    }
  }

  private static void refuse(String why) {
    throw new PageRefusal(CONFLICT, why);
  }
}
