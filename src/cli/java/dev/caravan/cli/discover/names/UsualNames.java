package dev.caravan.cli.discover.names;

import java.util.List;
import java.util.Map;

/** Names that many APIs use for what paging needs, the usual ones first. */
public final class UsualNames {
  public static final List<String> SIZE =
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

  public static final List<String> PAGE =
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

  public static final List<String> OFFSET =
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

  public static final List<String> CURSOR =
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

  public static final List<String> AFTER_KEY =
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

  public static final List<String> BEFORE_KEY =
      List.of(
          "starting_after",
          "max_id",
          "before_id",
          "before",
          "after_id",
          "after",
          "start_after",
          "last_id",
          "until_id");

  public static final List<String> TIE =
      List.of(
          "after_id",
          "last_id",
          "since_id",
          "starting_after",
          "start_after",
          "cursor_id",
          "id_after");

  /** What names of a document look like that may serve as those of a list here. */
  static final Map<List<String>, String> LIKE =
      Map.of(
          SIZE, ".*(limit|size|per_?page|count|max|top|take|rows).*",
          PAGE, ".*page.*|p",
          OFFSET, ".*(offset|skip|start|from).*",
          CURSOR, ".*(cursor|token|after|marker|bookmark|next|page).*",
          AFTER_KEY, ".*(after|since|last|min).*",
          BEFORE_KEY, ".*(after|before|last|max|until).*");

  static final String FILTER = ".*(since|after|from|gte?|updated|modified|changed|min|start).*";

  private UsualNames() {}
}
