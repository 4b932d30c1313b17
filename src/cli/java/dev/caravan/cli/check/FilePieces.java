package dev.caravan.cli.check;

import dev.caravan.cli.check.Piece.Kind;
import dev.caravan.cli.check.Piece.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Cuts a file of routes into what it declares. What cannot be cut is one piece. */
final class FilePieces {
  private final String file;
  private final String text;
  private final int end;
  private final List<Piece> pieces = new ArrayList<>();

  private FilePieces(String file, String text) {
    this.file = file;
    this.text = text;
    this.end = text.codePointCount(0, text.length());
  }

  /**
   * The pieces of a file, in its order.
   *
   * @param file the file's name
   */
  static List<Piece> of(String file, String text) {
    FilePieces all = new FilePieces(file, text);
    all.root().ifPresentOrElse(root -> all.cut(root, 0, all.end), all::keepWhole);
    return all.pieces;
  }

  /** The list that the file is; empty when it is none, or not to be cut. */
  private Optional<SequenceNode> root() {
    try {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
      return new Compose(settings)
          .composeString(text)
          .filter(SequenceNode.class::isInstance)
          .map(SequenceNode.class::cast)
          // What an anchor names may be used by another piece.
          .filter(root -> isInLines(root) && !text.matches("(?s).*[:\\-]\\s+[&*]\\w.*"));
    } catch (YamlEngineException e) {
      // Camel's loader says it with the line.
      return Optional.empty();
    }
  }

  private void keepWhole() {
    pieces.add(new Piece(file, Kind.OTHER, text, Optional.empty(), Optional.empty(), List.of()));
  }

  private void cut(SequenceNode list, int from, int to) {
    List<Node> items = list.getValue();
    for (int i = 0; i < items.size(); i++) {
      int next = i + 1 < items.size() ? lineOf(items.get(i + 1)) : to;
      piece(items.get(i), lineOf(items.get(i)), next);
    }
  }

  private void piece(Node item, int from, int to) {
    Optional<Node> beans = value(item, "beans");
    if (beans.isPresent()
        && beans.get() instanceof SequenceNode list
        && isInLines(list)
        && lineOf(list.getValue().get(0)) > from) {
      bean(list, from, to);
      return;
    }
    Kind kind =
        beans.isPresent()
            ? Kind.BEAN
            : value(item, "route").or(() -> value(item, "from")).isPresent()
                ? Kind.ROUTE
                : Kind.OTHER;
    pieces.add(
        new Piece(
            file,
            kind,
            Blanks.around(text, from, to),
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  private void bean(SequenceNode beans, int from, int to) {
    List<Node> all = beans.getValue();
    int first = lineOf(all.get(0));
    for (int i = 0; i < all.size(); i++) {
      int start = lineOf(all.get(i));
      int next = i + 1 < all.size() ? lineOf(all.get(i + 1)) : to;
      String alone = Blanks.within(Blanks.around(text, from, next), first, start);
      pieces.add(
          new Piece(
              file,
              Kind.BEAN,
              alone,
              value(all.get(i), "name").flatMap(FilePieces::scalar),
              value(all.get(i), "type").flatMap(FilePieces::scalar),
              properties(all.get(i))));
    }
  }

  private List<Property> properties(Node bean) {
    return value(bean, "properties")
        .filter(node -> node instanceof MappingNode map && map.getFlowStyle() == FlowStyle.BLOCK)
        .map(node -> ((MappingNode) node).getValue().stream().map(FilePieces::property).toList())
        .orElse(List.of());
  }

  private static Property property(NodeTuple entry) {
    return new Property(
        scalar(entry.getKeyNode()).orElse(""),
        scalar(entry.getValueNode()),
        entry.getKeyNode().getStartMark().orElseThrow().getIndex(),
        entry.getValueNode().getEndMark().orElseThrow().getIndex());
  }

  private static Optional<Node> value(Node node, String key) {
    return node instanceof MappingNode map
        ? map.getValue().stream()
            .filter(entry -> scalar(entry.getKeyNode()).filter(key::equals).isPresent())
            .map(NodeTuple::getValueNode)
            .findFirst()
        : Optional.empty();
  }

  private static Optional<String> scalar(Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }

  /** Whether each item of a list, of which there is one, begins on a line of its own. */
  private boolean isInLines(SequenceNode list) {
    return list.getFlowStyle() == FlowStyle.BLOCK
        && list.getValue().stream().mapToInt(this::lineOf).distinct().count()
            == list.getValue().size()
        && !list.getValue().isEmpty();
  }

  /** Where the line begins on which a node does. */
  private int lineOf(Node node) {
    var mark = node.getStartMark().orElseThrow();
    return mark.getIndex() - mark.getColumn();
  }
}
