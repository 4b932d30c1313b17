package dev.caravan.lake.tidy;

import dev.caravan.config.Counted;

/** What an expiry has taken away so far. For one thread. */
public final class Swept {
  private int snapshots;
  private int files;
  private boolean done;

  void add(int newSnapshots, int newFiles) {
    snapshots += newSnapshots;
    files += newFiles;
    done = true;
  }

  /** Whether it is over; what is in doubt now is so for a day. */
  boolean isDone() {
    return done;
  }

  /** For people. */
  public String line(String table) {
    return snapshots + files == 0
        ? "%s: no snapshot is older, and no file is left over".formatted(table)
        : "%s: removed %s and %s"
            .formatted(table, Counted.of(snapshots, "snapshot"), Counted.of(files, "file"));
  }
}
