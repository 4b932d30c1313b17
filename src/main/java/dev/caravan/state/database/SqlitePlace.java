package dev.caravan.state.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * Where a SQLite file lies: made with rights for its owner only, in directories that outlast a lost
 * power, and never on a network share.
 */
final class SqlitePlace {
  /**
   * Types of file systems, as Linux, macOS and Windows call them, that do not keep SQLite's locks.
   */
  private static final Set<String> SHARES =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "afpfs",
          "ncpfs",
          "afs",
          "webdav",
          "fuse.sshfs");

  private SqlitePlace() {}

  /**
   * Makes a file that is not there. SQLite gives its -wal and -shm files the rights of the file
   * itself.
   */
  static void create(Path file) throws IOException {
    Path known = file.getParent();
    while (!Files.exists(known)) {
      known = known.getParent();
    }
    if (!known.equals(file.getParent())) {
      Files.createDirectories(file.getParent(), rights(file, "rwx------"));
    }
    try {
      Files.createFile(file, rights(file, "rw-------"));
      for (Path each = file.getParent(); !each.equals(known); each = each.getParent()) {
        sync(each);
      }
      sync(known);
    } catch (FileAlreadyExistsException there) {
      // Its rights are its owner's choice.
    }
  }

  /** A new name stands in its directory, which has to outlast a lost power, too. */
  private static void sync(Path directory) {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException none) {
      // Windows opens no directories, and keeps names by itself.
    }
  }

  private static FileAttribute<?>[] rights(Path file, String rights) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Refuses a file on a network share.
   *
   * @throws IOException when it lies on one
   */
  static void refuseShare(Path file) throws IOException {
    String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
    if (isShare(type)) {
      throw new IOException(
          file
              + " lies on a network share ("
              + type
              + "), where SQLite cannot lock a file reliably; name a file on a disk of this machine"
              + " in caravan.datasource.url, or a PostgreSQL");
    }
  }

  static boolean isShare(String fileSystem) {
    return SHARES.contains(fileSystem);
  }
}
