package dev.caravan.cli.discover.names;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.request.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names by which an API may take what paging and filters need, as a kamelet names places. */
public final class ParameterNames {
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)\\s*:");

  private final Target base;
  private final Optional<List<String>> declared;

  /**
   * @param declared the parameters that the API has by its document; empty without one
   */
  public ParameterNames(Target base, Optional<List<String>> declared) {
    this.base = base;
    this.declared = declared;
  }

  /** Whether a document has parameters of pages. */
  public boolean tellOfPages() {
    return declared.isPresent()
        && Stream.of(UsualNames.SIZE, UsualNames.PAGE, UsualNames.OFFSET, UsualNames.CURSOR)
            .anyMatch(names -> !placed(names).isEmpty());
  }

  /** The body of a request, where its parameters go into the body. */
  private Optional<JsonNode> body() {
    return base.body();
  }

  private boolean isGraphQl() {
    return body().filter(json -> json.path("query").isTextual()).isPresent();
  }

  private boolean isSelector() {
    return body().filter(json -> json.path("selector").isObject()).isPresent();
  }

  /** Names as a kamelet's parameter has them: in the query, or in the body of a POST. */
  public List<String> placed(List<String> names) {
    return placed(
        names,
        UsualNames.LIKE.getOrDefault(names, ".*(cursor|token|after|marker|bookmark|next|page).*"));
  }

  private List<String> placed(List<String> usual, String like) {
    List<String> names =
        declared
            .map(
                known ->
                    Stream.concat(
                            usual.stream().filter(known::contains),
                            known.stream()
                                .filter(name -> name.toLowerCase(Locale.ROOT).matches(like)))
                        .distinct()
                        .toList())
            .orElse(usual);
    if (isGraphQl()) {
      Set<String> declared =
          VARIABLE
              .matcher(body().orElseThrow().path("query").asText())
              .results()
              .map((MatchResult found) -> found.group(1))
              .collect(Collectors.toSet());
      return names.stream()
          .filter(declared::contains)
          .map(name -> "body:variables." + name)
          .toList();
    }
    return body().isPresent()
        ? names.stream().filter(name -> !name.contains(".")).map(name -> "body:" + name).toList()
        : names;
  }

  /** Those that can be sent as headers, too, after the others. */
  public List<String> withHeaders(List<String> placed, String cursorName) {
    return Stream.concat(
            placed.stream(),
            Stream.of("header:X-" + capital(cursorName), "header:X-Next-" + capital(cursorName)))
        .distinct()
        .toList();
  }

  private static String capital(String name) {
    return name.isEmpty()
        ? "Cursor"
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** What a cursor's own name suggests: next_page_token goes back as page_token. */
  public List<String> forCursor(String said) {
    String last = said.replaceFirst(".*\\.", "");
    String bare =
        last.replaceFirst("(?i)^(x-)?next[_-]?", "")
            .replaceFirst("(?i)^end(?=[_-]?cursor)", "")
            .replaceFirst("^_", "");
    String name =
        bare.isEmpty()
            ? "cursor"
            : bare.substring(0, 1).toLowerCase(Locale.ROOT) + bare.substring(1);
    Stream<String> first =
        last.equalsIgnoreCase("endCursor")
            ? Stream.of("after", "cursor")
            : Stream.of(name.replace('-', '_'));
    Stream<String> second = isNotionLike(name) ? Stream.of("start_cursor", last) : Stream.of(last);
    return Stream.concat(Stream.concat(first, second), UsualNames.CURSOR.stream())
        .distinct()
        .toList();
  }

  private boolean isNotionLike(String name) {
    return body().isPresent() && name.equals("cursor");
  }

  /** Names by which a list is filtered by the time of the last change. */
  public List<String> filters(String field) {
    if (isSelector()) {
      return List.of("body:selector." + field + ".$gt");
    }
    String stem = field.replaceFirst("(?i)_?(at|on|time|date|ts|timestamp)$", "");
    stem = stem.isEmpty() ? field : stem;
    boolean camel = !field.contains("_") && !field.equals(field.toLowerCase(Locale.ROOT));
    String glue = camel ? "" : "_";
    String after = camel ? "After" : "after";
    String since = camel ? "Since" : "since";
    String from = camel ? "From" : "from";
    String min = camel ? "Min" : "min";
    Stream<String> own =
        Stream.of(
            stem + glue + after,
            stem + glue + since,
            "since",
            field + "[gte]",
            field + "_gte",
            "updated_after",
            "updated_since",
            "modified_since",
            stem + glue + from,
            field + glue + min,
            field + "__gte",
            field + "[gt]",
            field + "_gt",
            field + "__gt",
            field + glue + after,
            field + glue + since,
            field + glue + from,
            stem + glue + min,
            "min_" + field,
            "filter[" + field + "][gte]");
    Stream<String> usual =
        Stream.of(
            "modified_after",
            "changed_since",
            "updatedAfter",
            "updatedSince",
            "modifiedSince",
            "modifiedAfter",
            "last_modified_after",
            "start_time",
            "from_date",
            "start_date");
    return placed(Stream.concat(own, usual).distinct().toList(), UsualNames.FILTER);
  }
}
