package dev.caravan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sandbox}: only the sandbox API. */
@Command(name = "sandbox", mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
