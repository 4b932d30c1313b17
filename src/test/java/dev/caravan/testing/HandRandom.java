package dev.caravan.testing;

import java.util.random.RandomGenerator;

/** Randomness that always draws the least or the greatest number of a range. */
public enum HandRandom implements RandomGenerator {
  LEAST,
  GREATEST;

  @Override
  public long nextLong() {
    return 0;
  }

  @Override
  public long nextLong(long origin, long bound) {
    return this == LEAST ? origin : bound - 1;
  }
}
