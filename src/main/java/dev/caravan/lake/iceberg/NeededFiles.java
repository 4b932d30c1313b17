package dev.caravan.lake.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/** The files that snapshots of a table need, by their locations. */
public final class NeededFiles {
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  private final Table table;
  private final Set<String> files = new HashSet<>();

  private NeededFiles(Table table) {
    this.table = table;
  }

  /** All that the table needs as it stands, but for what only some of its snapshots need. */
  public static NeededFiles ofAll(Table table, Set<Long> without) {
    Set<Long> ids = ids(table);
    ids.removeAll(without);
    NeededFiles needed = of(table, ids);
    if (table instanceof HasTableOperations operated) {
      TableMetadata metadata = operated.operations().current();
      needed.add(metadata.metadataFileLocation());
      metadata.previousFiles().forEach(log -> needed.add(log.file()));
    }
    return needed;
  }

  /** What some of its snapshots need. */
  public static NeededFiles of(Table table, Collection<Long> snapshots) {
    NeededFiles needed = new NeededFiles(table);
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshots.contains(snapshot.snapshotId())) {
        needed.add(snapshot);
      }
    }
    for (StatisticsFile file : table.statisticsFiles()) {
      if (snapshots.contains(file.snapshotId())) {
        needed.add(file.path());
      }
    }
    for (PartitionStatisticsFile file : table.partitionStatisticsFiles()) {
      if (snapshots.contains(file.snapshotId())) {
        needed.add(file.path());
      }
    }
    return needed;
  }

  /** Those of these files that the other ones are not. */
  public List<String> without(NeededFiles others) {
    Set<String> paths = others.files.stream().map(NeededFiles::path).collect(Collectors.toSet());
    return files.stream().filter(file -> !paths.contains(path(file))).toList();
  }

  /** Those of some files that are none of these. */
  public List<String> missing(Collection<String> some) {
    Set<String> paths = files.stream().map(NeededFiles::path).collect(Collectors.toSet());
    return some.stream().filter(file -> !paths.contains(path(file))).toList();
  }

  private static Set<Long> ids(Table table) {
    Set<Long> ids = new HashSet<>();
    table.snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
    return ids;
  }

  /** A file has several spellings: file:/a//b and file:///a/b, s3 and s3a. */
  private static String path(String location) {
    return SLASHES.matcher(SCHEME.matcher(location).replaceFirst("/")).replaceAll("/");
  }

  private void add(String file) {
    if (file != null) {
      files.add(file);
    }
  }

  private void add(Snapshot snapshot) {
    add(snapshot.manifestListLocation());
    for (ManifestFile manifest : snapshot.allManifests(table.io())) {
      // One that an older snapshot has, too, is read once.
      if (files.add(manifest.path())) {
        add(manifest);
      }
    }
  }

  private void add(ManifestFile manifest) {
    FileIO io = table.io();
    try (ManifestReader<? extends ContentFile<?>> entries =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, io, table.specs())
            : ManifestFiles.readDeleteManifest(manifest, io, table.specs())) {
      for (ContentFile<?> file : entries) {
        files.add(file.location());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
