package dev.caravan.quarantine;

import java.util.Locale;

/** Why a record went to quarantine instead of the table. */
public enum Reason {
  /** The record is no JSON object. */
  NOT_AN_OBJECT,
  /** A key field is missing, null or empty. */
  MISSING_KEY,
  /** The key is longer than an index of every supported database can hold. */
  KEY_TOO_LONG,
  /** A required field is missing or null. */
  MISSING_REQUIRED,
  /** A value does not fit the type of a column that is declared or was there before Caravan. */
  WRONG_TYPE,
  /** The table has no column for a field, and gets no more. */
  UNKNOWN_FIELD,
  /** The version is neither a timestamp nor a number, or not of the kind the column holds. */
  BAD_VERSION,
  /** The record breaks a rule of the JSON Schema that it must keep. */
  JSON_SCHEMA,
  /** Two elements of a list that goes to a child table have one key. */
  REPEATED_KEY,
  /** The record is larger than its topic takes. */
  RECORD_TOO_LARGE;

  /** The reason as it stands in {@code caravan_quarantine.reason}, in logs and in metrics. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
