package dev.caravan.children;

import dev.caravan.children.parents.ParentParameters;
import dev.caravan.children.parents.Parents;
import dev.caravan.pull.Stream;
import dev.caravan.run.ParentStream;
import dev.caravan.run.RunStart;
import dev.caravan.run.StreamRun;
import java.util.List;
import java.util.Optional;

/**
 * A stream that is read once for each record of a table. Configured by the parameters of the {@code
 * caravan-pull-children} kamelet; immutable after {@link #init}.
 */
public final class ChildrenStream extends Stream {
  private final ParentParameters parent = new ParentParameters();
  private Parents parents;

  @Override
  public void init() {
    parents = parent.toParents(path());
    super.init();
    if (watermark().isPresent() && parents.batching().isPresent()) {
      throw new IllegalArgumentException(
          "parentsPerRequest cannot go with watermark, since each parent has a watermark of its"
              + " own; leave one of them out, or take parentVersion");
    }
  }

  /** The parameters about parents. */
  public ParentParameters getParent() {
    return parent;
  }

  /** For which records the stream runs once each. */
  Parents parents() {
    return parents;
  }

  @Override
  public Optional<ParentStream> parentStream() {
    return parents.stream().map(name -> new ParentStream(name, parents.table()));
  }

  @Override
  protected List<?> whose() {
    return List.of(parents.path(), parents.table(), parents.batching());
  }

  @Override
  public StreamRun newRun(RunStart start) {
    return new ChildrenRun(start, this);
  }
}
