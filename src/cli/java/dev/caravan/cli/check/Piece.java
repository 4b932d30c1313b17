package dev.caravan.cli.check;

import dev.caravan.cli.launch.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * One thing that a file of routes declares, as the whole file with everything else blank, so that
 * what is said of it has the line of the file.
 *
 * @param file the file's name
 * @param kind what is declared
 * @param bean the name of the bean that it declares, if it is one
 * @param type the class of that bean
 * @param properties those of the bean
 */
record Piece(
    String file,
    Kind kind,
    String text,
    Optional<String> bean,
    Optional<String> type,
    List<Property> properties) {
  /** What a file declares, in the order in which it is loaded. */
  enum Kind {
    BEAN,
    OTHER,
    ROUTE
  }

  /**
   * A property of a bean.
   *
   * @param value empty when it is no plain one
   * @param from its first character in the file
   * @param to the one behind its last
   */
  record Property(String name, Optional<String> value, int from, int to) {}

  /** For Camel's loader. */
  Resource resource() {
    return ResourceHelper.fromString("file:" + file, text);
  }

  Optional<Property> property(String name) {
    return properties.stream()
        .filter(each -> each.name().equals(name) || each.name().endsWith("." + name))
        .findFirst();
  }

  /** What Camel says of it, with the file, which it leaves out at times. */
  String describe(Exception failure) {
    String said = Problem.describe(failure);
    return said.startsWith(file) ? said : file + ": " + said;
  }

  /** The same bean without one of its properties. */
  Piece without(Property property) {
    return new Piece(
        file,
        kind,
        Blanks.within(text, property.from(), property.to()),
        bean,
        type,
        properties.stream().filter(each -> !each.equals(property)).toList());
  }
}
