package dev.caravan.completeness;

import dev.caravan.testing.LoopbackServer.Reply;
import java.util.Map;

/** A list behind an API. Safe for any thread. */
interface ServedList {
  /** Its name, which is also that of its stream. */
  String name();

  /** The parameters of its stream. */
  Map<String, String> parameters();

  /** Answers a request with these parameters at the URL of the list. */
  Reply answer(String url, Map<String, String> query);
}
