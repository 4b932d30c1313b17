package dev.caravan.pull.end;

import dev.caravan.api.request.Target;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page asked for once more: as it was, since a response may be a slip, or with fewer rows, so
 * that it cannot be the last one. Where its response names a next position the scan resumes there,
 * and the API is known to name it; where it names none either, its place is wrong. Stands as a
 * position in the checkpoint.
 *
 * @param size how many rows are asked for; 0 for as many as before
 * @param at the page; empty for the first
 */
public record Proof(long size, Optional<String> at) {
  private static final Pattern TEXT =
      Pattern.compile("caravan-proof:(\\d{1,9}):(.?)(.*)", Pattern.DOTALL);

  /** The same page, as it was asked for. */
  static Proof again(Optional<String> at) {
    return new Proof(0, at);
  }

  boolean isSmaller() {
    return size > 0;
  }

  /** The request for the page as the proof asks for it. */
  Target asked(Target page) {
    return isSmaller() ? PageSize.of(page).orElseThrow().put(page, size) : page;
  }

  static Optional<Proof> parse(String position) {
    Matcher text = TEXT.matcher(position);
    return text.matches()
        ? Optional.of(
            new Proof(
                Long.parseLong(text.group(1)),
                text.group(2).isEmpty() ? Optional.empty() : Optional.of(text.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "caravan-proof:" + size + ":" + at.map(text -> "@" + text).orElse("");
  }
}
