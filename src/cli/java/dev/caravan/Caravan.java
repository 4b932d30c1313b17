package dev.caravan;

import dev.caravan.cli.CaravanCommand;

/** Caravan as a program: see {@code caravan --help}. */
public final class Caravan {
  private Caravan() {}

  /**
   * Runs a verb and exits with its code: 0 done, 1 a stream failed, 2 wrong usage or configuration.
   */
  public static void main(String[] args) {
    System.exit(CaravanCommand.execute(args));
  }
}
