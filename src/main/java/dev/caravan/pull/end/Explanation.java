package dev.caravan.pull.end;

import dev.caravan.config.Counted;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why a scan is not complete: what the response said, the likely cause, and what to set. */
final class Explanation {
  private final Rules rules;

  Explanation(Rules rules) {
    this.rules = rules;
  }

  /** Something declared says that more follows. */
  IncompleteScanException contradiction(Claim claim, String against, Walked walked) {
    return incomplete(
        walked,
        claim.evidence().text()
            + ", but "
            + against
            + ". Either rows are missing"
            + " (the page size is cut or pages are skipped), or that place means something else: a"
            + " total that counts more than the stream's filter lets through is to be left out. "
            + position());
  }

  /** Something that nobody declared says that more follows. */
  IncompleteScanException sign(Claim claim, Sign sign, Walked walked) {
    String remedy =
        switch (sign.kind()) {
          case POSITION ->
              "If that leads to the next page, follow it: "
                  + (sign.name().equals("Link")
                      ? "pagination: link"
                      : "pagination: cursor with nextCursor, or next-url with nextUrl, set to where"
                          + " it is");
          default -> "Set hasMore to where it is, and the next position to its place";
        };
    return incomplete(
        walked,
        claim.evidence().text()
            + ", but the response also has "
            + sign
            + ". "
            + remedy
            + ". If it means nothing, set ignoreSigns: "
            + sign.name());
  }

  /**
   * Refuses a response that says of itself that it is not what was asked for.
   *
   * @throws IncompleteScanException saying what it says
   */
  void refuse(Told told) {
    told.signs()
        .trouble()
        .ifPresent(
            sign -> {
              throw trouble(sign, told);
            });
    told.signs()
        .before()
        .filter(any -> told.position().isEmpty() && rules.pagination().mayBeginLate())
        .ifPresent(
            sign -> {
              throw before(sign);
            });
  }

  /** The response says that something failed. */
  private static IncompleteScanException trouble(Sign sign, Told told) {
    return new IncompleteScanException(
        "incomplete: the response for page "
            + told.position().orElse("first")
            + " has a list of "
            + told.rows()
            + " rows, but it also has "
            + sign
            + ", so that the list may lack some; the next run asks for the page again. Where it"
            + " passes by itself, as a limit does, set limitBody of the API to it, and the page is"
            + " fetched again within the run; where it is another failure, errorBody. If it means"
            + " nothing, set ignoreSigns: "
            + sign.name());
  }

  /** The first page says that it is not the first one. */
  private static IncompleteScanException before(Sign sign) {
    return new IncompleteScanException(
        "incomplete: the first page of the scan has "
            + sign
            + ", so that another one comes before it; the likely cause is an API that counts pages"
            + " from 0: set firstPage: 0. If it means nothing, set ignoreSigns: "
            + sign.name());
  }

  /** The list at {@code records} was never seen with a record, and another one has some. */
  IncompleteScanException otherList(String list) {
    return new IncompleteScanException(
        "incomplete: no page had a record at records "
            + rules.records()
            + ", but the response has a list at "
            + list
            + "; set records to it, or, if it means nothing, ignoreSigns: "
            + list);
  }

  /** Nobody knows whether the API names its next position there. */
  IncompleteScanException neverFound(Claim claim, Told told, Walked walked) {
    if (told.isRepeat()) {
      return incomplete(
          walked,
          "the second page repeats the first, and this API never gave another one, so that it may"
              + " ignore the parameter that asks for a page: set pageParam or offsetParam, now "
              + rules.pagination().parameterName()
              + ", to the name that its documentation has. Only if that says that the API repeats"
              + " its last page, set repeatedPageEnds: true, and total or lastPage to where it says"
              + " how many there are");
    }
    return incomplete(
        walked,
        claim.evidence().text()
            + " at "
            + claim.place().orElse("its place")
            + ", where this API was never seen to name one"
            + told.asked()
                .map(size -> ", and " + told.rows() + " of " + size + " rows came")
                .orElse("")
            + ". "
            + position()
            + " If it is right, say in path how many rows a page has (as in limit=100), or set"
            + " pageSize, hasMore or total, so that the end can be told from a wrong place");
  }

  /** A page that cannot be the last one names no next position either. */
  IncompleteScanException disproved(Proof proof, Told told, Walked walked) {
    return incomplete(
        walked,
        "the response has no next position at "
            + rules.placeKey()
            + ", and neither has the same page when it is asked for with "
            + proof.size()
            + " rows, so that more must follow ("
            + told.rows()
            + " came). "
            + position());
  }

  /** What may mean that rows are missing, but need not. */
  List<String> notes(Told told, Walked walked, Known known) {
    List<String> notes = new ArrayList<>();
    if (walked.rows() >= 0) {
      for (Sign sign :
          told.signs().larger(walked.rows(), walked.pages(), rules.pagination().isNumbered())) {
        notes.add(
            "the response has "
                + sign
                + ", and "
                + walked.rows()
                + " rows came; if that counts them, set total to where it is and see why some are"
                + " missing, else set ignoreSigns: "
                + sign.name());
      }
    }
    if (told.whole() && walked.rows() == 0 && rules.mayHaveLostList(known)) {
      notes.add(
          "no record came, although an earlier scan brought some; if path and records ("
              + rules.records()
              + ") still lead to the list and there are none any more, set ignoreSigns: "
              + Rules.NO_RECORDS.name());
    }
    if (walked.hollow() > 0 && told.total().isEmpty() && !rules.ignores(Rules.HOLLOW)) {
      notes.add(
          walked.hollow()
              + " pages had no rows and named a next one all the same, also when they were asked"
              + " for again; where this API filters what it has paged, set ignoreSigns: "
              + Rules.HOLLOW.name()
              + ", else rows are missing");
    }
    collapsed(walked).ifPresent(notes::add);
    Doubts.of(rules, told, walked, known).forEach(notes::add);
    boolean single = rules.pagination().isSingle();
    if (single && told.isFull()) {
      notes.add(
          "as many rows came as path asks for, "
              + told.asked().orElse(0L)
              + "; if there are more, set pagination to how this API goes on");
    }
    return notes;
  }

  /** A total that fell by so much rather says that the API lost its list for a while. */
  private Optional<String> collapsed(Walked walked) {
    long first = walked.firstTotal().orElse(0L);
    return walked
        .lastTotal()
        .filter(last -> walked.rows() >= 0 && walked.rows() < first && last < first / 2)
        .map(
            last ->
                "the total fell from "
                    + first
                    + " to "
                    + last
                    + " during the scan, and "
                    + walked.rows()
                    + " rows came; if they are not deleted, some are missing");
  }

  private String position() {
    return rules
        .pagination()
        .place()
        .filter(place -> !rules.isPlaceStandard())
        .map(
            place ->
                "The likely cause is a wrong place of the next position: set nextCursor or nextUrl,"
                    + " now "
                    + place
                    + ", to where the responses have it.")
        .orElse("See docs/completeness.md for what counts as the end.");
  }

  private static IncompleteScanException incomplete(Walked walked, String why) {
    String so =
        walked.rows() < 0
            ? ""
            : " after "
                + Counted.of(walked.rows(), "row")
                + " on "
                + Counted.of(walked.pages(), "page");
    return new IncompleteScanException("incomplete" + so + ": " + why);
  }
}
