package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.Page;
import java.util.Optional;

/**
 * What came of the request for a page of a parent. Neither page nor failure when the API does not
 * know the parent, or the position.
 */
public record ParentPage(OpenParent parent, Optional<Page> page, Optional<ParentFailure> failure) {
  /** What a request left as its body. */
  static ParentPage of(OpenParent parent, Object body) {
    return new ParentPage(
        parent,
        Optional.ofNullable(body instanceof Page page ? page : null),
        Optional.ofNullable(body instanceof ParentFailure failure ? failure : null));
  }
}
