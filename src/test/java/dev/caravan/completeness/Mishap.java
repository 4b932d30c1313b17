package dev.caravan.completeness;

import java.util.Map;

/** What goes wrong in a scan: a response, the list under it, or the YAML. */
enum Mishap {
  NOTHING("right"),
  ZERO_BYTES("cut to 0 bytes"),
  NO_CONTENT("204"),
  NULL("`null`"),
  CLAMPED("clamped page size"),
  MISSING_NEXT("missing next"),
  MORE_CONTRADICTS("has-more contradiction"),
  TOTAL_CONTRADICTS("total contradiction"),
  EMPTIED("emptied page"),
  EMPTIED_ONCE("page emptied once"),
  ERROR_BESIDE("error beside an empty list"),
  CLAMP_CHANGES("page size clamped during the scan"),
  TIE("tie at the seam"),
  SHIFT("shift during the scan"),
  DUPLICATE_PAGE("duplicate page"),
  WRONG_PARAMETER("wrong parameter name"),
  OTHER_KIND("pages for records, or turned round, without a total"),
  WRONG_PLACE("wrong place of the next position"),
  WRONG_RECORDS("wrong records path"),
  FILTER("filter in records");

  private final String title;

  Mishap(String title) {
    this.title = title;
  }

  /** As the table of the documentation calls it. */
  String title() {
    return title;
  }

  /**
   * Whether a kind of paging can meet it. Steps by the limit are for APIs that filter what they
   * have paged, so that their total counts what never comes, and any page of theirs may be empty.
   */
  boolean concerns(Kind kind) {
    return switch (this) {
      case WRONG_PARAMETER -> !kind.requestParameter().isEmpty();
      case OTHER_KIND -> kind.isNumbered() && kind != Kind.OFFSET_LIMIT;
      case WRONG_PLACE -> !kind.answerParameter().isEmpty();
      case TOTAL_CONTRADICTS -> kind != Kind.CURSOR_MORE && kind != Kind.OFFSET_LIMIT;
      case EMPTIED -> kind != Kind.NONE && kind != Kind.OFFSET_LIMIT;
      case SHIFT, DUPLICATE_PAGE, TIE, EMPTIED_ONCE, CLAMP_CHANGES -> kind != Kind.NONE;
      default -> true;
    };
  }

  /** Makes the mistake in the YAML that it is, if it is one. */
  void spoil(Map<String, String> parameters, Kind kind) {
    switch (this) {
      case CLAMPED -> parameters.replaceAll(Mishap::askForMore);
      case WRONG_PARAMETER -> parameters.put(kind.requestParameter(), "start_from");
      case OTHER_KIND -> parameters.remove("total");
      case WRONG_PLACE -> parameters.put(kind.answerParameter(), "$.paging.following");
      case WRONG_RECORDS -> parameters.put("records", "$.items");
      case FILTER -> parameters.put("records", "$.data[?(@.kept == true)]");
      default -> {
        // It is in the responses.
      }
    }
  }

  private static String askForMore(String name, String value) {
    return switch (name) {
      case "path" -> value.replace("limit=10", "limit=25");
      case "pageSize" -> "25";
      default -> value;
    };
  }
}
