package dev.caravan.lake;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of processes that publish, by which one finds out that another is no more. */
public final class Publishers {
  private static final Pattern FORM = Pattern.compile("(\\d+)@(.*)/(\\d+)(?:#.*)?");

  private Publishers() {}

  /** This process: its number, its machine, and when it began. */
  static String mine() {
    return ManagementFactory.getRuntimeMXBean().getName() + "/" + began(ProcessHandle.current());
  }

  /** One of several within this process. */
  static String another() {
    return mine() + "#" + UUID.randomUUID();
  }

  /** Whether a process is known to be gone; one on another machine never is. */
  public static boolean isGone(String publisher) {
    Matcher other = FORM.matcher(publisher);
    Matcher me = FORM.matcher(mine());
    if (!other.matches() || !me.matches() || !other.group(2).equals(me.group(2))) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(other.group(1)));
    return process.isEmpty()
        || !process.get().isAlive()
        || began(process.get()) != Long.parseLong(other.group(3));
  }

  private static long began(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
