package dev.caravan.lake.store;

/**
 * A column of a table of the lake, and whose values go there.
 *
 * @param field the field of the records, as they name it
 * @param name the column
 * @param type as Iceberg writes it: long, decimal(38, 18), timestamptz
 * @param json whether it is a text that holds JSON
 * @param fixed declared, so that it never changes and what does not fit is a wrong value
 * @param required never null in the lake
 */
public record LakeColumn(
    String field, String name, String type, boolean json, boolean fixed, boolean required) {

  /** The same, of another type. */
  public LakeColumn as(String wider) {
    return new LakeColumn(field, name, wider, json, fixed, required);
  }
}
