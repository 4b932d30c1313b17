package dev.caravan.cli.discover;

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

/** The names by which APIs take what paging and filters need, the usual ones first. */
final class ParameterNames {
  static final List<String> SIZE =
      List.of(
          "limit",
          "per_page",
          "page_size",
          "pageSize",
          "page[size]",
          "size",
          "perPage",
          "first",
          "count",
          "max_results",
          "maxResults",
          "take",
          "top",
          "$top",
          "rows",
          "_limit",
          "page_limit",
          "results_per_page",
          "items_per_page",
          "page[limit]",
          "pagesize");

  static final List<String> PAGE =
      List.of(
          "page",
          "page_number",
          "pageNumber",
          "p",
          "page[number]",
          "_page",
          "page_no",
          "pageNo",
          "pageIndex",
          "page_index",
          "paged");

  static final List<String> OFFSET =
      List.of(
          "offset",
          "skip",
          "start",
          "_start",
          "startAt",
          "start_index",
          "from",
          "$skip",
          "page[offset]");

  static final List<String> CURSOR =
      List.of(
          "cursor",
          "after",
          "page_token",
          "pageToken",
          "start_cursor",
          "next_cursor",
          "next_token",
          "nextToken",
          "token",
          "starting_after",
          "page[after]",
          "page[cursor]",
          "bookmark",
          "marker",
          "continuation",
          "continuationToken",
          "scroll_id",
          "endCursor",
          "cursorMark");

  static final List<String> AFTER_KEY =
      List.of(
          "since_id",
          "starting_after",
          "after_id",
          "after",
          "start_after",
          "last_id",
          "from_id",
          "min_id",
          "id_gt");

  static final List<String> BEFORE_KEY =
      List.of(
          "starting_after",
          "max_id",
          "before_id",
          "before",
          "after",
          "start_after",
          "last_id",
          "until_id");

  static final List<String> TIE =
      List.of(
          "after_id",
          "last_id",
          "since_id",
          "starting_after",
          "start_after",
          "cursor_id",
          "id_after");

  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)\\s*:");

  private final Target base;

  ParameterNames(Target base) {
    this.base = base;
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
  List<String> placed(List<String> names) {
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
  List<String> withHeaders(List<String> placed, String cursorName) {
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
  List<String> forCursor(String said) {
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
    return Stream.concat(Stream.concat(first, second), CURSOR.stream()).distinct().toList();
  }

  private boolean isNotionLike(String name) {
    return body().isPresent() && name.equals("cursor");
  }

  /** Names by which a list is filtered by the time of the last change. */
  List<String> filters(String field) {
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
            stem + glue + from,
            field + glue + min,
            field + "_gte",
            field + "[gte]",
            field + "[gt]",
            field + "__gte",
            field + "__gt",
            field + "_gt",
            field + glue + after,
            field + glue + since,
            field + glue + from,
            stem + glue + min,
            "min_" + field,
            "filter[" + field + "][gte]");
    Stream<String> usual =
        Stream.of(
            "updated_after",
            "updated_since",
            "since",
            "modified_since",
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
    return placed(Stream.concat(own, usual).distinct().toList());
  }
}
