package dev.caravan.worker.batch;

import dev.caravan.worker.details.Question;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a batch still asks an API, in the order in which it asks. For one thread. */
public final class OpenQuestions {
  private final Set<Question> questions = new LinkedHashSet<>();
  private boolean due;
  private boolean answered;

  /** An API must be asked for details; which of the events, that is looked up first. */
  public void require() {
    due = true;
  }

  /** Whether it is still to be looked up which events need details. */
  public boolean isDue() {
    return due;
  }

  public void lookedUp() {
    due = false;
  }

  public void open(Question question) {
    questions.add(question);
  }

  /** Questions without a response, in the order in which they are asked. */
  public Set<Question> all() {
    return questions;
  }

  /** Others come first in the next round. */
  public void askLast(Question question) {
    questions.remove(question);
    questions.add(question);
  }

  public void close(Question question) {
    questions.remove(question);
  }

  /** A round of questions is over. */
  public void roundEnded(boolean answers) {
    answered |= answers;
  }

  /** Whether an API must be asked before the events can be worked on. */
  boolean isLeft() {
    return due || !questions.isEmpty();
  }

  /** Whether it waits for an API that has answered nothing of it, so that more may tell more. */
  public boolean areUnanswered() {
    return isLeft() && !answered;
  }

  void clear() {
    due = false;
    questions.clear();
  }
}
