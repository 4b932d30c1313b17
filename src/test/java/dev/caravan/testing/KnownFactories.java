package dev.caravan.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;

/**
 * Reads each of the small files by which Camel finds its parts once in a JVM. Every context looks
 * for hundreds of them in all jars, which is a tenth of what a test of a route computes.
 */
final class KnownFactories extends DefaultClassResolver {
  private static final String FACTORIES = "META-INF/services/org/apache/camel/";
  private static final Map<String, Optional<byte[]>> KNOWN = new ConcurrentHashMap<>();

  KnownFactories(CamelContext context) {
    super(context);
  }

  @Override
  public InputStream loadResourceAsStream(String name) {
    return name.startsWith(FACTORIES)
        ? KNOWN.computeIfAbsent(name, this::read).map(ByteArrayInputStream::new).orElse(null)
        : super.loadResourceAsStream(name);
  }

  private Optional<byte[]> read(String name) {
    try (InputStream file = super.loadResourceAsStream(name)) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
