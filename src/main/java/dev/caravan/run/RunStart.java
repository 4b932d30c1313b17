package dev.caravan.run;

import dev.caravan.state.Checkpoint;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Instant;

/**
 * What a run begins with.
 *
 * @param id of the run
 * @param checkpoint where the stream stands
 * @param now the start of the run
 * @param database where the checkpoint lies
 * @param clock for what the run does later
 */
public record RunStart(
    String id, Checkpoint checkpoint, Instant now, Database database, Clock clock) {}
