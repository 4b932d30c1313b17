package dev.caravan.lake.iceberg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Finds the files of a table that were written for a snapshot which never came to be. Files of
 * others, who may be about to commit theirs, are left alone: a file goes only when it says whose it
 * is, or when nobody can commit it any more.
 */
public final class LeftFiles {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Pattern METADATA = Pattern.compile(".*/(\\d+)-[^/]*\\.metadata\\.json");
  private static final Pattern MANIFEST = Pattern.compile("(.+)-m\\d+\\.avro");

  private final Table table;

  public LeftFiles(Table table) {
    this.table = table;
  }

  /** What was written before is of nobody who still writes, in milliseconds since 1970. */
  public static long old(Instant now) {
    return now.minus(LONGEST).toEpochMilli();
  }

  /** Whether files can be looked for where the table is. */
  public boolean canBeFound() {
    return table.io() instanceof SupportsPrefixOperations;
  }

  /**
   * What was found.
   *
   * @param left files that go
   * @param doubtful files that nobody needs and of which nobody knows whose they are, since they
   *     are half written; they go a day later
   */
  public record Found(List<String> left, List<String> doubtful) {}

  /**
   * Finds them.
   *
   * @param attempts what the snapshots would have been called
   * @param needed which files the table needs
   * @param old what was written before is of nobody who still writes, in milliseconds since 1970
   */
  public Found of(Collection<String> attempts, NeededFiles needed, long old) {
    Map<String, Long> there = new LinkedHashMap<>();
    ((SupportsPrefixOperations) table.io())
        .listPrefix(table.location() + "/")
        .forEach(file -> there.put(file.location(), file.createdAtMillis()));
    List<String> idle = needed.missing(there.keySet());
    Set<String> left = new LinkedHashSet<>();
    idle.stream().filter(file -> hasOne(name(file), attempts)).forEach(left::add);
    idle.stream().filter(file -> isLeftMetadata(file, attempts)).forEach(left::add);
    Set<String> commits = commits(idle, attempts);
    idle.stream().filter(file -> hasOne(name(file), commits)).forEach(left::add);
    List<String> doubtful = new ArrayList<>();
    idle.stream()
        .filter(file -> !left.contains(file) && file.matches(".*(\\.avro|\\.metadata\\.json)"))
        .forEach(file -> (there.get(file) < old ? left : doubtful).add(file));
    return new Found(List.copyOf(left), doubtful);
  }

  /** All manifests of one commit begin with its name, and the list of them ends with it. */
  private Set<String> commits(List<String> idle, Collection<String> attempts) {
    Set<String> commits = new LinkedHashSet<>();
    for (String file : idle) {
      Matcher manifest = MANIFEST.matcher(name(file));
      if (manifest.matches() && tells(file, attempts)) {
        commits.add(manifest.group(1));
      }
    }
    return commits;
  }

  private static boolean hasOne(String text, Collection<String> parts) {
    return parts.stream().anyMatch(text::contains);
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** What others write for the next state of the table has the next number. */
  private boolean isLeftMetadata(String file, Collection<String> attempts) {
    long number = number(file);
    return number >= 0 && (number <= number(current()) || hasOne(text(file), attempts));
  }

  private String current() {
    return table instanceof HasTableOperations operated
        ? operated.operations().current().metadataFileLocation()
        : "";
  }

  private static long number(String metadata) {
    Matcher name = METADATA.matcher(metadata);
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  private String text(String file) {
    try (InputStream in = table.io().newInputFile(file).newStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a manifest names one of these; one that is cut off names what it has so far. */
  private boolean tells(String file, Collection<String> attempts) {
    try (InputStream in = table.io().newInputFile(file).newStream();
        DataFileStream<GenericRecord> records =
            new DataFileStream<>(in, new GenericDatumReader<>())) {
      while (records.hasNext()) {
        if (hasOne(records.next().toString(), attempts)) {
          return true;
        }
      }
      return false;
    } catch (IOException | RuntimeException cutOff) {
      return false;
    }
  }
}
