package dev.caravan.pull.end;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.request.Target;
import dev.caravan.response.Placement;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The page size that a request asks for, where it does so by one of the usual names.
 *
 * @param place where it stands
 * @param rows how many
 */
public record PageSize(Placement place, long rows) {
  private static final Set<String> NAMES =
      Set.of(
          "limit",
          "perpage",
          "pagesize",
          "size",
          "first",
          "maxresults",
          "top",
          "take",
          "rows",
          "resultsperpage",
          "itemsperpage",
          "pagelimit",
          "max");

  /** By this one some APIs take a page size, and many by 1 whether to count what there is. */
  private static final String COUNT = "count";

  /** A request as it is for pages of any size. */
  public static Target ofAny(Target target) {
    return of(target).map(size -> size.put(target, 1)).orElse(target);
  }

  /** The page size of a request; empty when it names none. */
  static Optional<PageSize> of(Target target) {
    return inQuery(target).or(() -> target.body().flatMap(PageSize::inBody));
  }

  /** The request for a page of another size. */
  Target put(Target target, long size) {
    return place.put(target, String.valueOf(size));
  }

  private static Optional<PageSize> inQuery(Target target) {
    String query = target.url().getRawQuery();
    return query == null
        ? Optional.empty()
        : Stream.of(query.split("&"))
            .map(pair -> pair.split("=", 2))
            .filter(pair -> pair.length == 2)
            .flatMap(pair -> of("", decoded(pair[0]), decoded(pair[1])).stream())
            .findFirst();
  }

  private static Optional<PageSize> inBody(JsonNode body) {
    return Stream.of("", "variables.")
        .flatMap(
            under ->
                (under.isEmpty() ? body : body.path("variables"))
                    .properties().stream()
                        .filter(field -> field.getValue().isValueNode())
                        .flatMap(
                            field ->
                                of("body:" + under, field.getKey(), field.getValue().asText())
                                    .stream()))
        .findFirst();
  }

  private static Optional<PageSize> of(String under, String name, String value) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    boolean known = NAMES.contains(plain) || plain.equals(COUNT) && !value.equals("1");
    return known && value.matches("[1-9]\\d{0,8}") && !name.contains(".")
        ? Optional.of(
            new PageSize(Placement.parse("page size", under + name), Long.parseLong(value)))
        : Optional.empty();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
