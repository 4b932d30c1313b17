package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.launch.Problem;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** A verb that is asked for is read without the others. */
class VerbsTest {
  @Test
  void eachIsKnownByTheNameThatItsHelpSays() {
    assertThat(CaravanCommand.commandLine().getSubcommands())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            (name, verb) ->
                assertThat(verb.getCommand().getClass().getAnnotation(Command.class).name())
                    .isEqualTo(name));
  }

  @Test
  void oneThatThereIsNotAndOneThatIsMissingAreWrongUsage() {
    assertThat(CaravanCommand.execute("rum", "--once")).isEqualTo(Problem.WRONG_USAGE);
    assertThat(CaravanCommand.execute()).isEqualTo(Problem.WRONG_USAGE);
    assertThat(CaravanCommand.execute("status", "--help")).isZero();
    assertThat(CaravanCommand.execute("--version")).isZero();
  }
}
