package dev.caravan.cli.discover;

import dev.caravan.cli.discover.seen.RecordShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was found out, in the order in which a file says it, and what was not. */
final class Findings {
  private final Map<String, Finding> stream = new LinkedHashMap<>();
  private final Map<String, Finding> table = new LinkedHashMap<>();
  private final Map<String, Finding> api = new LinkedHashMap<>();
  private String kamelet = "caravan-pull";
  private final List<String> notes = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();

  /**
   * A parameter with what shows it.
   *
   * @param why empty when there is nothing to say
   */
  record Finding(String value, String why) {}

  /** A parameter of the source. */
  void stream(String parameter, Object value, String why) {
    stream.put(parameter, new Finding(String.valueOf(value), why));
  }

  /** Takes parameters of the source back. */
  void remove(String... parameters) {
    stream.keySet().removeAll(Set.of(parameters));
  }

  /** The source, where it is no list. */
  void kamelet(String name) {
    kamelet = name;
  }

  String kamelet() {
    return kamelet;
  }

  /** A parameter of the table. */
  void table(String parameter, Object value, String why) {
    table.put(parameter, new Finding(String.valueOf(value), why));
  }

  /** A property of the API. */
  void api(String property, Object value, String why) {
    api.put(property, new Finding(String.valueOf(value), why));
  }

  /** Something for people that no parameter says. */
  void note(String text) {
    notes.add(text);
  }

  /** The fields of the records and their types. */
  void describe(RecordShape shape) {
    note(
        shape.types().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", ", "Fields: ", "")));
  }

  /** Something that could not be settled; the file loads what the API has without the response. */
  void question(String text) {
    questions.add(text);
  }

  /** Something that could not be settled, without which the file may not load everything. */
  void gap(String text) {
    gaps.add(text);
  }

  /** Takes back what could not be settled, since something else does. */
  void settle() {
    gaps.clear();
  }

  Map<String, Finding> stream() {
    return stream;
  }

  Map<String, Finding> table() {
    return table;
  }

  Map<String, Finding> api() {
    return api;
  }

  List<String> notes() {
    return notes;
  }

  List<String> questions() {
    return questions;
  }

  List<String> gaps() {
    return gaps;
  }
}
