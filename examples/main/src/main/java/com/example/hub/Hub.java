package com.example.hub;

import org.apache.camel.main.Main;

/** Camel Main with a database, routes and error handling of its own, and a stream of Caravan's. */
public final class Hub {
  private Hub() {}

  public static void main(String[] args) throws Exception {
    new Main(Hub.class).run(args);
  }
}
