package dev.caravan.children.parents;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statement that reads the next parents of a scan in the order of their key. */
final class ParentQuery {
  private final Parents parents;
  private final ParentTable table;
  private final boolean remembers;

  /**
   * @param remembers whether the table caravan_parent has anything to say about the stream
   */
  ParentQuery(Parents parents, ParentTable table, boolean remembers) {
    this.parents = parents;
    this.table = table;
    this.remembers = remembers;
  }

  /** Takes the stream when it remembers, then the key after which to begin, then the limit. */
  String text(boolean fromTheStart) {
    return select()
        + " where "
        + String.join(" and ", conditions(fromTheStart))
        + " order by "
        + key(", ")
        + " limit ?";
  }

  /** The last ones that were visited and have not changed: takes the stream and the limit. */
  String visited() {
    return select()
        + " where "
        + String.join(" and ", alive().toList())
        + " and c.parent is not null and not "
        + differs()
        + " order by "
        + parents.key().stream()
            .map(column -> quoted(column) + " desc")
            .collect(Collectors.joining(", "))
        + " limit ?";
  }

  private String select() {
    return "select "
        + Stream.of(
                parents.columns().stream().map(this::quoted),
                Stream.of(id() + " as caravan_id"),
                parents.version().map(column -> version() + " as caravan_version").stream(),
                Stream.of("c.watermark").filter(column -> remembers))
            .flatMap(each -> each)
            .collect(Collectors.joining(", "))
        + " from "
        + table.name()
        + " p"
        + (remembers ? " left join caravan_parent c on c.stream = ? and c.parent = " + id() : "");
  }

  /** Whether parents are there that the stream may ask for, and how many. */
  String count() {
    return "select count(*) from "
        + table.name()
        + " p where "
        + String.join(" and ", alive().toList());
  }

  /** The ids of all of them. */
  String ids() {
    return "select "
        + id()
        + " from "
        + table.name()
        + " p where "
        + String.join(" and ", alive().toList());
  }

  private List<String> conditions(boolean fromTheStart) {
    String places = parents.key().stream().map(column -> "?").collect(Collectors.joining(", "));
    return Stream.of(
            alive(),
            Stream.of("(" + key(", ") + ") > (" + places + ")").filter(each -> !fromTheStart),
            parents
                .version()
                // Nothing says of a parent without a version that it is as it was.
                .map(
                    column ->
                        "(c.parent is null or " + quoted(column) + " is null or " + differs() + ")")
                .stream())
        .flatMap(each -> each)
        .toList();
  }

  private Stream<String> alive() {
    return Stream.concat(
        parents.key().stream().map(column -> quoted(column) + " is not null"),
        table.deleted().map(column -> column.quoted() + " is null").stream());
  }

  /** Also when one of the two is null. */
  private String differs() {
    String one = "c.version";
    String other = version();
    return "coalesce(%s <> %s, not (%s is null and %s is null))".formatted(one, other, one, other);
  }

  private String version() {
    return table.column(parents.version().orElseThrow()).asText();
  }

  private String id() {
    return parents.key().stream()
        .map(column -> table.column(column).asText())
        .collect(Collectors.joining(" || '" + Parent.SEPARATOR + "' || "));
  }

  private String key(String between) {
    return parents.key().stream().map(this::quoted).collect(Collectors.joining(between));
  }

  private String quoted(String column) {
    return table.column(column).quoted();
  }
}
