package dev.caravan.run;

import dev.caravan.pull.Page;
import dev.caravan.pull.parents.OpenParent;
import java.util.Optional;

/**
 * What came of the request for a page of a parent.
 *
 * @param page empty when the API does not know the parent, or the position
 */
record ParentPage(OpenParent parent, Optional<Page> page) {}
