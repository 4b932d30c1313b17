package dev.caravan.upsert.fit;

import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.row.ListElement;
import dev.caravan.upsert.spec.ChildSpec;
import dev.caravan.upsert.spec.ChildSpecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the lists that go to child tables out of a record. Pure; for any number of threads. */
public final class ChildLists {
  private final ChildSpecs specs;

  public ChildLists(ChildSpecs specs) {
    this.specs = specs;
  }

  /**
   * A record and its lists.
   *
   * @param rest what goes into the table itself
   * @param lists the elements of each list, in the order of the specs; null where there is no list
   * @param broken why the lists are none, or null
   */
  public record Split(Map<?, ?> rest, List<List<ListElement>> lists, Reject broken) {}

  /** Splits a record; never fails. */
  public Split split(Map<?, ?> record) {
    if (specs.all().isEmpty()) {
      return new Split(record, List.of(), null);
    }
    List<List<ListElement>> lists = new ArrayList<>(Collections.nCopies(specs.all().size(), null));
    try {
      read(new Place(null, "", List.of()), record, lists);
      return new Split(specs.keep() ? record : without(null, record), lists, null);
    } catch (NoListException e) {
      Reason reason = e.value == null ? Reason.MISSING_REQUIRED : Reason.WRONG_TYPE;
      Reject broken = Reject.of(reason, e.place, e.value, e.getMessage(), record);
      return new Split(record, List.of(), broken);
    }
  }

  /** What may have lists: the record, or an element of a list. */
  private record Place(ChildSpec spec, String name, List<Object> line) {}

  private List<ChildSpec> within(ChildSpec parent) {
    return specs.all().stream()
        .filter(spec -> specs.parentOf(spec).orElse(null) == parent)
        .toList();
  }

  private void read(Place place, Map<?, ?> holder, List<List<ListElement>> lists) {
    for (ChildSpec spec : within(place.spec())) {
      Collection<?> found = list(place, holder, spec);
      int index = specs.all().indexOf(spec);
      if (found != null || place.spec() != null) {
        List<ListElement> elements = lists.get(index);
        lists.set(index, elements == null ? new ArrayList<>() : elements);
      }
      int at = 0;
      for (Object element : found == null ? List.of() : found) {
        read(element(place, spec, element, at++), spec, element, lists);
      }
      below(spec, found, lists);
    }
  }

  /** Where a list is, those of its elements are, too, be they as empty as it. */
  private void below(ChildSpec spec, Collection<?> found, List<List<ListElement>> lists) {
    for (ChildSpec child : found == null ? List.<ChildSpec>of() : within(spec)) {
      int index = specs.all().indexOf(child);
      lists.set(index, lists.get(index) == null ? new ArrayList<>() : lists.get(index));
      below(child, found, lists);
    }
  }

  private void read(
      ListElement element, ChildSpec spec, Object value, List<List<ListElement>> lists) {
    lists.get(specs.all().indexOf(spec)).add(element);
    if (value instanceof Map<?, ?> map) {
      read(new Place(spec, element.place() + ".", element.line()), map, lists);
    }
  }

  private ListElement element(Place parent, ChildSpec spec, Object value, int at) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      (specs.keep() ? map : without(spec, map))
          .forEach((name, each) -> fields.put(String.valueOf(name), each));
    } else if (value != null) {
      fields.put(ListElement.VALUE, value);
    }
    List<Object> line = new ArrayList<>(parent.line());
    if (spec.byPosition()) {
      line.add((long) at + 1);
    } else {
      spec.own().values().forEach(field -> line.add(fields.remove(field)));
    }
    String place = "%s%s[%d]".formatted(parent.name(), String.join(".", steps(parent, spec)), at);
    return new ListElement(place, line, fields);
  }

  private static List<String> steps(Place place, ChildSpec spec) {
    int above = place.spec() == null ? 0 : place.spec().path().size();
    return spec.path().subList(above, spec.path().size());
  }

  /** The list, or null where there is none. */
  private static Collection<?> list(Place place, Map<?, ?> holder, ChildSpec spec) {
    Object value = holder;
    StringBuilder name = new StringBuilder(place.name());
    for (String step : steps(place, spec)) {
      if (value == null) {
        break;
      }
      if (!(value instanceof Map<?, ?> map)) {
        String rule = "children '%s' goes through an object".formatted(spec.name());
        throw new NoListException(name.substring(0, name.length() - 1), value, rule);
      }
      value = map.get(step);
      name.append(step).append('.');
    }
    if (value == null && spec.demanded()) {
      String rule = "the list is required";
      throw new NoListException(name.substring(0, name.length() - 1), null, rule);
    }
    if (value == null || value instanceof Collection<?>) {
      return (Collection<?>) value;
    }
    String rule = "children '%s' makes rows of a list".formatted(spec.name());
    throw new NoListException(name.substring(0, name.length() - 1), value, rule);
  }

  private Map<?, ?> without(ChildSpec parent, Map<?, ?> holder) {
    Map<?, ?> rest = holder;
    for (ChildSpec spec : within(parent)) {
      rest = without(rest, steps(new Place(parent, "", List.of()), spec));
    }
    return rest;
  }

  private static Map<?, ?> without(Map<?, ?> holder, List<String> steps) {
    Map<Object, Object> rest = new LinkedHashMap<>(holder);
    String step = steps.get(0);
    if (steps.size() == 1) {
      rest.remove(step);
    } else if (rest.get(step) instanceof Map<?, ?> deeper) {
      rest.put(step, without(deeper, steps.subList(1, steps.size())));
    }
    return rest;
  }

  /** A place that leads to no list. */
  private static final class NoListException extends RuntimeException {
    private final String place;
    private final transient Object value;

    NoListException(String place, Object value, String rule) {
      super(rule);
      this.place = place;
      this.value = value;
    }
  }
}
