package dev.caravan.upsert.spec;

import dev.caravan.upsert.column.TableName;
import dev.caravan.value.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The child tables of a table.
 *
 * @param all a list within elements after the list of those
 * @param keep whether the lists also stay where they were, as JSON
 */
public record ChildSpecs(List<ChildSpec> all, boolean keep) {
  /** No child tables. */
  public static final ChildSpecs NONE = new ChildSpecs(List.of(), true);

  public ChildSpecs {
    all = List.copyOf(all);
  }

  /**
   * Reads them.
   *
   * @param text {@code path -> table(columns)}, several of them separated by commas
   * @param parent the table of the records
   * @param key its key
   * @throws IllegalArgumentException naming the value and the remedy
   */
  public static ChildSpecs parse(String text, boolean keep, String parent, List<String> key) {
    List<ChildEntry> entries =
        ChildEntry.all(text).stream()
            .sorted(Comparator.comparingInt(entry -> entry.path().size()))
            .toList();
    List<ChildSpec> specs = new ArrayList<>();
    Set<String> tables = new HashSet<>(Set.of(TableName.parse(parent).id()));
    for (ChildEntry entry : entries) {
      List<String> above = within(specs, entry.path()).map(ChildSpec::key).orElse(key);
      ChildSpec spec = entry.spec(above);
      entry.require(
          specs.stream().noneMatch(other -> other.path().equals(spec.path())),
          "the list '%s' is named twice".formatted(spec.name()));
      entry.require(
          tables.add(TableName.parse(spec.table()).id()),
          "table %s is already that of other records; give each list a table of its own"
              .formatted(spec.table()));
      specs.add(spec);
    }
    return new ChildSpecs(specs, keep);
  }

  /** The list whose elements hold what a path leads to; empty when it is the record. */
  public Optional<ChildSpec> parentOf(ChildSpec spec) {
    return within(all, spec.path());
  }

  private static Optional<ChildSpec> within(List<ChildSpec> specs, List<String> path) {
    return specs.stream()
        .filter(other -> ChildSpec.isWithin(path, other.path()))
        .max(Comparator.comparingInt(other -> other.path().size()));
  }

  /** The same with rules for fields of elements, which are named by path and field. */
  public ChildSpecs with(List<String> required, Map<String, ColumnType> columns) {
    return new ChildSpecs(all.stream().map(spec -> with(spec, required, columns)).toList(), keep);
  }

  private ChildSpec with(ChildSpec spec, List<String> required, Map<String, ColumnType> columns) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    columns.forEach((field, type) -> own(spec, field).ifPresent(name -> types.put(name, type)));
    List<String> names = required.stream().flatMap(field -> own(spec, field).stream()).toList();
    return new ChildSpec(
        spec.path(),
        spec.table(),
        spec.parentKey(),
        spec.own(),
        required.contains(spec.name()),
        names,
        types);
  }

  private Optional<String> own(ChildSpec spec, String field) {
    List<String> path = ChildSpec.path(field);
    boolean of = !isList(path) && within(all, path).filter(spec::equals).isPresent();
    return of ? Optional.of(field.substring(spec.name().length() + 1)) : Optional.empty();
  }

  /** Whether a name of path and field means a field of elements. */
  public boolean isOfElements(String field) {
    return within(all, ChildSpec.path(field)).isPresent();
  }

  /** Whether a name means one of the lists. */
  public boolean isList(String field) {
    return isList(ChildSpec.path(field));
  }

  private boolean isList(List<String> path) {
    return all.stream().anyMatch(spec -> spec.path().equals(path));
  }

  /** The child tables, by one name each. */
  public List<String> tables() {
    return all.stream().map(spec -> TableName.parse(spec.table()).id()).toList();
  }
}
