package dev.caravan.pull.paging;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code pagination: link}: the {@code Link} header of an answer names the next page by {@code
 * rel=next} (RFC 8288). The link holds the stream's filters already.
 */
record LinkHeader() implements Pagination {
  private static final Pattern LINK =
      Pattern.compile(
          "<([^>]*)>((?:\\s*;\\s*[^,;=\\s]+(?:\\s*=\\s*(?:\"[^\"]*\"|[^\",;\\s]*))?)*)");
  private static final Pattern REL =
      Pattern.compile(";\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^\",;\\s]+))", Pattern.CASE_INSENSITIVE);

  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(link -> base.at(Links.resolve(base.url(), link))).orElse(base);
  }

  @Override
  public Optional<String> next(Answer answer, Optional<String> position) {
    return answer
        .header("Link")
        .flatMap(LinkHeader::next)
        .map(link -> Links.position(answer.url(), link));
  }

  private static Optional<String> next(String header) {
    Matcher link = LINK.matcher(header);
    while (link.find()) {
      Matcher rel = REL.matcher(link.group(2));
      if (rel.find() && isNext(rel.group(1) == null ? rel.group(2) : rel.group(1))) {
        return Optional.of(link.group(1));
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
