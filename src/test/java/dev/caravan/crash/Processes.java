package dev.caravan.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/**
 * The processes of one test: shows their logs when it fails, and ends those that it left behind.
 */
final class Processes implements AfterTestExecutionCallback, AfterEachCallback {
  private final List<Child> children = new ArrayList<>();
  private final Path folder = temporaryFolder();

  /** Where the test's processes keep their files. */
  Path folder() {
    return folder;
  }

  Child start(ProcessBuilder builder) {
    try {
      Child child = new Child(builder.redirectErrorStream(true).start());
      children.add(child);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      for (Child child : children) {
        System.out.println("--- child " + child.pid() + " of " + context.getDisplayName());
        child.log().forEach(System.out::println);
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    children.stream().filter(Child::isAlive).forEach(Child::kill);
    FileSystemUtils.deleteRecursively(folder);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("caravan-crash");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
