package dev.caravan.testing;

import dev.caravan.cli.CaravanCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What a verb said in this process.
 *
 * @param code its exit code
 */
public record Verb(int code, String out, String error) {
  /** Runs one to its end. */
  public static Verb run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter error = new StringWriter();
    int code =
        CaravanCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(error, true))
            .execute(arguments.toArray(String[]::new));
    return new Verb(code, out.toString(), error.toString());
  }
}
