package dev.caravan.pull.paging;

import dev.caravan.response.Locator;
import java.util.Optional;
import java.util.Set;

/**
 * What is declared of an API's responses besides the way from page to page.
 *
 * @param more where a response says whether there is more
 * @param total where it says how many records there are
 * @param lastPage where it says how many pages there are
 * @param pageSize records of a full page, 0 when not declared
 * @param repeatedPageEnds whether the API ends by repeating its last page
 * @param endStatus statuses by which the API says that a page is past the last one
 */
public record Declared(
    Optional<Locator> more,
    Optional<Locator> total,
    Optional<Locator> lastPage,
    long pageSize,
    boolean repeatedPageEnds,
    Set<Integer> endStatus) {}
