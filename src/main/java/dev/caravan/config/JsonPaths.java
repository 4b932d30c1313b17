package dev.caravan.config;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import com.jayway.jsonpath.spi.mapper.JsonSmartMappingProvider;

/**
 * How JSONPaths are read, over plain maps and lists. Named rather than left to the library's
 * defaults, which are the JVM's and may be a hub's: by those a path might find nothing, and an
 * error in a response would be no error.
 */
public final class JsonPaths {
  /** A path that leads nowhere is an exception. */
  public static final Configuration LOUD =
      Configuration.builder()
          .jsonProvider(new JsonSmartJsonProvider())
          .mappingProvider(new JsonSmartMappingProvider())
          .build();

  /** A path that leads nowhere finds null, or an empty list. */
  public static final Configuration QUIET = LOUD.addOptions(Option.SUPPRESS_EXCEPTIONS);

  private JsonPaths() {}
}
