package dev.caravan.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One process among those that share a database, for as long as it is known there.
 *
 * @param id never used twice
 * @param name what people know it by
 * @param place the machine since it was started, and its space of process numbers; empty when
 *     unknown
 * @param pid the number of its process at that place
 * @param born when that process began, in milliseconds, 0 when unknown
 */
record Node(String id, String name, String place, long pid, long born) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path SPACE = Path.of("/proc/self/ns/pid");

  /** This process, not known anywhere yet. */
  static Node here(String name) {
    ProcessHandle process = ProcessHandle.current();
    return new Node(newId(), name, thisPlace(), process.pid(), born(process));
  }

  /** The same process, after it was taken for dead. */
  Node anew() {
    return new Node(newId(), name, place, pid, born);
  }

  /**
   * Whether it is certain that its process has ended: it was one of the same machine and the same
   * space of process numbers as another one, and is not there any more.
   */
  boolean isGone(Node looksFrom) {
    return !place.isEmpty()
        && place.equals(looksFrom.place)
        && ProcessHandle.of(pid)
            .map(process -> born != 0 && born(process) != 0 && born(process) != born)
            .orElse(true);
  }

  private static long born(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Containers may share the name of a machine, and each of them has a process 1. */
  private static String thisPlace() {
    try {
      return Files.readString(BOOT).strip() + ' ' + Files.readSymbolicLink(SPACE);
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** What people call this process when nobody named it: its host's name and its number. */
  static String nameOfProcess() {
    String host =
        Optional.ofNullable(System.getenv("HOSTNAME"))
            .filter(name -> !name.isBlank())
            .orElseGet(Node::hostName);
    return host + ":" + ProcessHandle.current().pid();
  }

  /** Without a look-up in the network, which may take long. */
  private static String hostName() {
    try {
      return Files.readString(Path.of("/etc/hostname")).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
