package dev.caravan.cli;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sandbox}: only the sandbox API, until the process is told to stop. */
@Command(
    name = "sandbox",
    description =
        "Starts the sandbox API: a small shop that limits its callers and fails at times.",
    mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
  private int port = 8055;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SandboxOptions sandboxOptions = SandboxOptions.demo().withPort(port);
    try (Sandbox sandbox = Sandbox.start(sandboxOptions)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("The sandbox API is at " + sandbox.url() + "; stop it with Ctrl-C. Try:");
      out.printf(
          "  curl -H 'Authorization: Bearer %s' '%s/items?limit=2'%n",
          sandboxOptions.token(), sandbox.url());
      out.printf("  SHOP_TOKEN=%s ./caravan run --once%n", sandboxOptions.token());
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
