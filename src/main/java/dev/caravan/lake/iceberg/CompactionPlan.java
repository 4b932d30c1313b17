package dev.caravan.lake.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Which files of a snapshot are rewritten next: those with deleted positions, and small ones of a
 * partition together, as many as make about one full file. So a snapshot that replaces them is soon
 * there, and others wait no longer than that.
 *
 * @param bins files whose rows go into one file each
 * @param deletes deleted positions that no other file needs
 */
public record CompactionPlan(List<List<FileScanTask>> bins, List<DeleteFile> deletes) {

  /**
   * When a file is full.
   *
   * @param rows so many are enough
   * @param bytes so many as well
   */
  public record Full(long rows, long bytes) {
    boolean isHalf(DataFile file) {
      return file.recordCount() * 2 >= rows || file.fileSizeInBytes() * 2 >= bytes;
    }

    boolean isExceeded(long newRows, long newBytes) {
      return newRows > rows || newBytes > bytes;
    }
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return bins.isEmpty() && deletes.isEmpty();
  }

  /**
   * Makes one.
   *
   * @param newest the sequence number of the last file that is looked at
   */
  public static CompactionPlan of(Table table, Snapshot snapshot, long newest, Full full) {
    Map<String, List<FileScanTask>> parts = new LinkedHashMap<>();
    List<FileScanTask> all = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
      for (FileScanTask task : tasks) {
        all.add(task);
        if (sequence(task) <= newest && isWorthIt(table, task, full)) {
          parts.computeIfAbsent(part(table, task), any -> new ArrayList<>()).add(task);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<List<FileScanTask>> bins = bins(parts.values(), full);
    return new CompactionPlan(bins, deletes(table, snapshot, newest, all, bins));
  }

  private static boolean isWorthIt(Table table, FileScanTask task, Full full) {
    return !task.deletes().isEmpty()
        || task.file().specId() != table.spec().specId()
        || !full.isHalf(task.file());
  }

  private static long sequence(FileScanTask task) {
    return Optional.ofNullable(task.file().dataSequenceNumber()).orElse(0L);
  }

  private static String part(Table table, FileScanTask task) {
    int spec = task.file().specId();
    return spec + " " + table.specs().get(spec).partitionToPath(task.file().partition());
  }

  private static List<List<FileScanTask>> bins(Iterable<List<FileScanTask>> parts, Full full) {
    List<List<FileScanTask>> bins = new ArrayList<>();
    long rows = 0;
    for (List<FileScanTask> part : parts) {
      part.sort(
          Comparator.comparingLong(CompactionPlan::sequence)
              .thenComparing(task -> task.file().location()));
      for (List<FileScanTask> bin : packed(part, full)) {
        if (bin.size() > 1 || !bin.get(0).deletes().isEmpty()) {
          bins.add(bin);
          rows += bin.stream().mapToLong(task -> task.file().recordCount()).sum();
        }
        if (rows >= full.rows()) {
          return bins;
        }
      }
    }
    return bins;
  }

  private static List<List<FileScanTask>> packed(List<FileScanTask> part, Full full) {
    List<List<FileScanTask>> bins = new ArrayList<>();
    List<FileScanTask> bin = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (FileScanTask task : part) {
      rows += task.file().recordCount();
      bytes += task.file().fileSizeInBytes();
      if (!bin.isEmpty() && full.isExceeded(rows, bytes)) {
        bins.add(bin);
        bin = new ArrayList<>();
        rows = task.file().recordCount();
        bytes = task.file().fileSizeInBytes();
      }
      bin.add(task);
    }
    if (!bin.isEmpty()) {
      bins.add(bin);
    }
    return bins;
  }

  /** The deleted positions that no file has use for which is not rewritten. */
  private static List<DeleteFile> deletes(
      Table table,
      Snapshot snapshot,
      long newest,
      List<FileScanTask> all,
      List<List<FileScanTask>> bins) {
    Map<String, DeleteFile> idle = new HashMap<>();
    for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
      try (ManifestReader<DeleteFile> files =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        for (DeleteFile file : files) {
          if (Optional.ofNullable(file.dataSequenceNumber()).orElse(0L) <= newest) {
            idle.put(file.location(), file.copy());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    List<FileScanTask> kept = new ArrayList<>(all);
    bins.forEach(kept::removeAll);
    kept.forEach(task -> task.deletes().forEach(delete -> idle.remove(delete.location())));
    return List.copyOf(idle.values());
  }
}
