package dev.caravan.lake.iceberg;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.io.DelegatingOutputStream;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files of a lake in a folder. They are on the disk, not only on their way to it, once they are
 * closed: what a snapshot names must outlive a power failure as the database does.
 */
public final class LocalFiles implements SupportsPrefixOperations {
  private static final String SCHEME = "file:";

  @Override
  public InputFile newInputFile(String path) {
    return new Input(path, org.apache.iceberg.Files.localInput(file(path)));
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new Output(path, file(path));
  }

  @Override
  public void deleteFile(String path) {
    try {
      Files.deleteIfExists(file(path).toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files below a folder; none when there is no such folder. */
  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    Path folder = file(prefix).toPath();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String root = prefix.endsWith("/") ? prefix : prefix + "/";
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> info(root + folder.relativize(file).toString().replace('\\', '/'), file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileInfo info(String location, Path file) {
    File here = file.toFile();
    return new FileInfo(location, here.length(), here.lastModified());
  }

  @Override
  public void deletePrefix(String prefix) {
    listPrefix(prefix).forEach(file -> deleteFile(file.location()));
  }

  static File file(String path) {
    return path.startsWith(SCHEME) ? Path.of(URI.create(path)).toFile() : new File(path);
  }

  private static void sync(Path path, StandardOpenOption... how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  /** Named as it was asked for. */
  private record Input(String location, InputFile file) implements InputFile {
    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      return file.newStream();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }

  private record Output(String location, File file) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      return new Synced(org.apache.iceberg.Files.localOutput(file).create(), file.toPath());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new Synced(
          org.apache.iceberg.Files.localOutput(file).createOrOverwrite(), file.toPath());
    }

    @Override
    public InputFile toInputFile() {
      return new Input(location, org.apache.iceberg.Files.localInput(file));
    }
  }

  private static final class Synced extends PositionOutputStream implements DelegatingOutputStream {
    private final PositionOutputStream out;
    private final Path path;

    Synced(PositionOutputStream out, Path path) {
      this.out = out;
      this.path = path;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public java.io.OutputStream getDelegate() {
      return out;
    }

    @Override
    public void close() throws IOException {
      out.close();
      sync(path, StandardOpenOption.WRITE);
      try {
        sync(path.getParent(), StandardOpenOption.READ);
      } catch (IOException noneOfFolders) {
        // Not every system takes that of a folder; the file itself is there.
      }
    }
  }
}
