package dev.caravan.replay;

import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.PagingException;
import dev.caravan.response.Placement;
import dev.caravan.response.Received;
import dev.caravan.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code feed: list}: a list that begins with its newest event and goes back by {@code
 * starting_after}, as Stripe's {@code /v1/events}. The way leads back, page by page, to the event
 * of the cursor, and then forward again, each page turned round. Only where pages begin is
 * remembered on the way, so a backlog costs two requests a page and no memory. New events come in
 * before the first page and never move one that has a beginning. What a filter in {@code records}
 * leaves out is walked past like any other event.
 *
 * @param records where the events are
 * @param parameter takes the id of the event to go back from
 * @param id the field that identifies an event
 * @param more where the response says whether there are older ones
 */
record EventList(
    JsonPathTo records,
    BodyFormat format,
    Placement parameter,
    JsonPathTo id,
    Optional<Locator> more)
    implements FeedKind {

  @Override
  public Target at(Target base, Step.Poll poll) {
    List<String> walked = poll.walked();
    return walked.isEmpty() ? base : parameter.put(base, walked.get(walked.size() - 1));
  }

  @Override
  public Changes read(Received received, Step.Poll poll, FeedGuard guard) {
    Response response = received.response(format, records);
    List<?> listed = response.listed();
    List<String> ids = listed.stream().map(this::idOf).toList();
    int joint = poll.joint().map(ids::indexOf).orElse(-1);
    if (joint >= 0) {
      return taken(received, response, listed.subList(0, joint + 1), poll);
    }
    if (poll.joint().isPresent() && !poll.walked().isEmpty()) {
      throw new PagingException(
          "event "
              + poll.joint().get()
              + " is no longer where it was in the list; the next run finds the way anew");
    }
    int known = poll.cursor().map(ids::indexOf).orElse(-1);
    if (known >= 0) {
      return taken(received, response, listed.subList(0, known), poll);
    }
    if (!ids.isEmpty() && more.flatMap(at -> at.flag(response)).orElse(true)) {
      Step.Poll back = poll.back(ids.get(ids.size() - 1));
      return new Changes(
          List.of(),
          List.of(),
          poll.cursor(),
          Optional.of(back),
          Optional.empty(),
          received.source(response, Optional.empty()));
    }
    if (poll.cursor().isPresent()) {
      throw new ExpiredCursorException(
          "the list ends before event " + poll.cursor().get() + ", which it no longer holds");
    }
    return taken(received, response, listed, poll);
  }

  /** Takes the newest events of a page, oldest first. */
  private Changes taken(Received received, Response response, List<?> newest, Step.Poll poll) {
    Set<Object> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    kept.addAll(response.records());
    List<Object> all = new ArrayList<>(newest);
    Collections.reverse(all);
    List<Object> events = all.stream().filter(kept::contains).toList();
    Optional<String> reached = newest.isEmpty() ? poll.cursor() : Optional.of(idOf(newest.get(0)));
    Optional<Step.Poll> next =
        poll.walked().isEmpty() ? Optional.empty() : Optional.of(poll.forward(reached));
    return new Changes(
        events, all, reached, next, Optional.empty(), received.source(response, Optional.empty()));
  }

  private String idOf(Object event) {
    return id.find(event)
        .map(String::valueOf)
        .orElseThrow(
            () ->
                new PagingException(
                    "an event has no " + id + "; set idField to the field that it is"));
  }
}
