package dev.caravan.children.parents;

import dev.caravan.response.JsonPathTo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of the {@code caravan-pull-children} kamelet about the parents. */
public final class ParentParameters {
  private static final int MOST_PARALLEL = 20;
  private static final int MOST_ATTEMPTS = 10;
  private static final int MOST_PER_REQUEST = 200;
  private static final Pattern TABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_]{0,62}");

  private Optional<String> table = Optional.empty();
  private List<String> key = List.of();
  private List<String> fields = List.of();
  private Optional<String> version = Optional.empty();
  private Optional<String> stream = Optional.empty();
  private int parallel = 4;
  private int attempts = 3;
  private int perRequest = 1;
  private String separator = ",";
  private Optional<JsonPathTo> recordParent = Optional.empty();

  /** The table of the parents, optionally with its schema. */
  public void setTable(String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "parentTable '"
              + table
              + "' is not a table name: letters, digits and _, optionally schema.table");
    }
    this.table = Optional.of(table);
  }

  /** The column, or columns separated by commas, that identify a parent. */
  public void setKey(String columns) {
    this.key = names(columns);
  }

  /** The fields that each record gets with the parent's key, in the order of the key. */
  public void setField(String names) {
    if (names != null && !names.isBlank()) {
      this.fields = Arrays.asList(names.trim().split("\\s*,\\s*"));
    }
  }

  /** The column that changes with each change of a parent. */
  public void setVersion(String column) {
    this.version =
        Optional.ofNullable(column).filter(text -> !text.isBlank()).map(ParentParameters::lower);
  }

  /** The stream whose runs bring the parents. */
  public void setStream(String stream) {
    this.stream = Optional.ofNullable(stream).filter(text -> !text.isBlank());
  }

  /** Requests under way at once, 1 to 20. */
  public void setParallel(int parallel) {
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw new IllegalArgumentException(
          "parallel " + parallel + " is out of range; it takes 1 to " + MOST_PARALLEL);
    }
    this.parallel = parallel;
  }

  /** How often a parent is tried in a scan before the others go on without it, 1 to 10. */
  public void setAttempts(int attempts) {
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      throw new IllegalArgumentException(
          "parentAttempts " + attempts + " is out of range; it takes 1 to " + MOST_ATTEMPTS);
    }
    this.attempts = attempts;
  }

  /** How many parents one request asks for, 1 to 200. */
  public void setPerRequest(int perRequest) {
    if (perRequest < 1 || perRequest > MOST_PER_REQUEST) {
      throw new IllegalArgumentException(
          "parentsPerRequest "
              + perRequest
              + " is out of range; it takes 1 to "
              + MOST_PER_REQUEST);
    }
    this.perRequest = perRequest;
  }

  /** What stands between the keys of several parents in the path. */
  public void setSeparator(String separator) {
    this.separator = separator;
  }

  /** Where a record names its parent: a field, or a JSONPath. */
  public void setRecordParent(String place) {
    this.recordParent =
        Optional.ofNullable(place)
            .filter(text -> !text.isBlank())
            .map(text -> JsonPathTo.field("recordParent", text));
  }

  private Optional<Batching> batching(PathTemplate path) {
    if (perRequest == 1) {
      return Optional.empty();
    }
    if (recordParent.isEmpty() || !path.columns().equals(key)) {
      throw new IllegalArgumentException(
          "parentsPerRequest "
              + perRequest
              + " needs recordParent, the field in which a record names its parent, and a parentKey"
              + " of one column, which is the only one that path names: "
              + path);
    }
    return Optional.of(new Batching(perRequest, separator, recordParent.get()));
  }

  /**
   * The parents of a path.
   *
   * @throws IllegalArgumentException when the parameters do not fit each other
   */
  public Parents toParents(String path) {
    if (!fields.isEmpty() && fields.size() != key.size()) {
      throw new IllegalArgumentException(
          "parentField names " + fields + " for the key " + key + "; it takes one for each column");
    }
    PathTemplate template = new PathTemplate(path);
    return new Parents(
        table.orElseThrow(),
        key,
        fields,
        version,
        stream,
        parallel,
        attempts,
        batching(template),
        template);
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.trim().split("\\s*,\\s*")).map(ParentParameters::lower).toList();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
