package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Locator;
import dev.caravan.response.Response;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code pagination: link}: the {@code Link} header of a response names the next page by {@code
 * rel=next} (RFC 8288). The link holds the stream's filters already.
 */
public record LinkHeader() implements Pagination {
  private static final Locator PLACE = Locator.parse("Link", "header:Link");
  private static final String VALUE = "(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\",;\\s]*)";
  private static final Pattern LINK =
      Pattern.compile("<([^>]*)>((?:\\s*;\\s*[^,;=\\s]+(?:\\s*=\\s*" + VALUE + ")?)*)");
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([^,;=\\s]+)(?:\\s*=\\s*(" + VALUE + "))?");

  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(link -> base.at(Links.resolve(base.url(), link))).orElse(base);
  }

  @Override
  public Next next(Response response, Optional<String> position) {
    return Pagination.named(
        PLACE,
        response
            .header("Link")
            .flatMap(LinkHeader::next)
            .map(link -> Links.position(response.url(), link)),
        response);
  }

  @Override
  public Optional<Locator> place() {
    return Optional.of(PLACE);
  }

  /** The target of the link to the next page. */
  public static Optional<String> next(String header) {
    Matcher link = LINK.matcher(header);
    while (link.find()) {
      if (rel(link.group(2)).filter(LinkHeader::isNext).isPresent()) {
        return Optional.of(link.group(1));
      }
    }
    return Optional.empty();
  }

  /** The relations of a link; only the first such parameter counts. */
  private static Optional<String> rel(String parameters) {
    Matcher parameter = PARAMETER.matcher(parameters);
    while (parameter.find()) {
      if (parameter.group(1).equalsIgnoreCase("rel")) {
        return Optional.ofNullable(parameter.group(2)).map(value -> value.replace("\"", ""));
      }
    }
    return Optional.empty();
  }

  private static boolean isNext(String relations) {
    for (String relation : relations.strip().split("\\s+")) {
      if (relation.equalsIgnoreCase("next")) {
        return true;
      }
    }
    return false;
  }
}
