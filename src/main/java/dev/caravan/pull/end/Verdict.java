package dev.caravan.pull.end;

import dev.caravan.pull.paging.Evidence;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from a response.
 *
 * @param next the position to ask for next; empty when the scan is complete
 * @param proof what proves that it is; empty while it goes on
 * @param walked the way so far, this response included
 * @param known of the API's pages, after this response
 * @param notes what people should know of it
 */
public record Verdict(
    Optional<String> next,
    Optional<Evidence> proof,
    Walked walked,
    Known known,
    List<String> notes) {
  /** The scan asks for another page, with what people should know of that. */
  static Verdict goOn(String next, Walked walked, Known known, List<String> notes) {
    return new Verdict(Optional.of(next), Optional.empty(), walked, known, notes);
  }

  /** The scan asks for another page. */
  static Verdict goOn(String next, Walked walked, Known known) {
    return goOn(next, walked, known, List.of());
  }

  static Verdict complete(Claim claim, Walked walked, Known known, List<String> notes) {
    return new Verdict(Optional.empty(), Optional.of(claim.evidence()), walked, known, notes);
  }

  /** The same with more notes. */
  public Verdict noting(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new Verdict(next, proof, walked, known, List.copyOf(all));
  }

  /**
   * Refuses the end of a snapshot after which something is to be known.
   *
   * @throws IncompleteScanException naming it; what a snapshot does not list is deleted
   */
  public void requireNoDoubt() {
    if (next.isEmpty() && !notes.isEmpty()) {
      throw new IncompleteScanException(
          "incomplete: the end of the snapshot is not beyond doubt, so nothing was deleted: "
              + String.join("; ", notes));
    }
  }
}
