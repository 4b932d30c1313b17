package dev.caravan;

/** Starts Caravan from the command line. */
public final class Caravan {
  private Caravan() {}

  public static void main(String[] args) {}
}
