package dev.caravan.response;

import java.util.Locale;

/** How a response's body is written. */
public enum BodyFormat {
  /** What the content type says; JSON when it says nothing known. */
  AUTO,
  /** One JSON value. */
  JSON,
  /** One JSON value per line. */
  JSONL,
  /** Comma-separated values with a header line; every value is a text, an empty one null. */
  CSV;

  /** The format of a response. */
  BodyFormat of(String contentType) {
    if (this != AUTO) {
      return this;
    }
    String type = contentType.toLowerCase(Locale.ROOT);
    if (type.contains("ndjson") || type.contains("jsonl") || type.contains("json-lines")) {
      return JSONL;
    }
    return type.contains("csv") ? CSV : JSON;
  }
}
