/**
 * The HTTP API of a small shop, in the styles of real public APIs. The data is the same in all of
 * them, and so are faults, quota and traffic.
 *
 * <p>A path is {@code /STYLE;VARIANTS/COLLECTION}: {@code /github/items}, {@code
 * /offset;filter=late;total=missing/orders}. The collections are {@code items}, {@code orders},
 * {@code customers} and {@code payments}; the lines of an order are a collection of their own at
 * {@code /STYLE/orders/ID/lines}, and so are the changes of a collection, oldest first and deletes
 * included, at {@code /STYLE/COLLECTION/changes}. Without a style it is {@code cursor}: {@code
 * /items}.
 *
 * <table>
 * <caption>Styles</caption>
 * <tr><th>style</th><th>request</th><th>answer</th></tr>
 * <tr><td>cursor</td><td>cursor, limit</td><td>data, next_cursor</td></tr>
 * <tr><td>hubspot</td><td>after, limit</td><td>results, paging.next.after, paging.next.link</td></tr>
 * <tr><td>header-cursor</td><td>cursor or X-Cursor, limit</td>
 * <td>bare records by the Accept header, X-Next-Cursor</td></tr>
 * <tr><td>ndjson, csv</td><td>the same</td><td>the same, as JSON Lines or CSV</td></tr>
 * <tr><td>notion</td><td>POST, in the JSON body: start_cursor, page_size, filters</td>
 * <td>results, next_cursor, has_more</td></tr>
 * <tr><td>couchdb</td><td>POST /couchdb/COLLECTION/_find: selector, limit, bookmark</td>
 * <td>docs, bookmark, which is there even at the end</td></tr>
 * <tr><td>graphql</td><td>POST /graphql: query, variables first, after, updatedAfter,
 * updatedBefore, sinceId</td><td>data.COLLECTION.nodes, pageInfo.endCursor, .hasNextPage</td></tr>
 * <tr><td>wordpress</td><td>page, per_page</td>
 * <td>bare records, X-WP-Total, X-WP-TotalPages; 400 beyond the last page</td></tr>
 * <tr><td>pages</td><td>page, per_page</td><td>data, meta.page, meta.pages, meta.total</td></tr>
 * <tr><td>offset</td><td>offset, limit</td><td>records, total</td></tr>
 * <tr><td>stripe</td><td>starting_after, limit</td><td>data, has_more; largest key first</td></tr>
 * <tr><td>since</td><td>since_id, limit</td><td>data, has_more; smallest key first</td></tr>
 * <tr><td>changes</td><td>updated_since, after_id, limit</td>
 * <td>data, has_more; by updated_at, then by key</td></tr>
 * <tr><td>github</td><td>page, per_page</td><td>bare records, Link: first, prev, next, last</td></tr>
 * <tr><td>salesforce</td><td>limit, then the URL</td>
 * <td>records, totalSize, done, nextRecordsUrl from the path on</td></tr>
 * <tr><td>zendesk</td><td>page[size], then the URL</td>
 * <td>COLLECTION, meta.has_more, links.next absolute and there even at the end</td></tr>
 * <tr><td>couchdb</td><td>since (or now), limit, feed=longpoll, timeout; changes only</td>
 * <td>results, last_seq, pending; 410 when the position is no longer kept</td></tr>
 * <tr><td>log</td><td>offset, limit; changes only</td>
 * <td>records, next_offset, end_offset; 410 as above</td></tr>
 * <tr><td>sse</td><td>Last-Event-ID, cut, heartbeat, retry; changes only</td>
 * <td>text/event-stream: event, id, data on two lines, comments; cut after so many events</td></tr>
 * </table>
 *
 * <p>Filters of every style: {@code updated_after}, {@code updated_before}, {@code since_id},
 * {@code status}. Links hold them already; credentials are left out.
 *
 * <p>Variants, the usual value first:
 *
 * <ul>
 *   <li>{@code order=scan|id|newest|asc|desc}: as added (which says nothing about {@code
 *       updated_at}), by key up or down, by {@code updated_at} up or down
 *   <li>{@code bounds=exclusive|inclusive} of updated_after, updated_before and updated_since
 *   <li>{@code time=iso|epoch|epoch-ms}: the form of these three
 *   <li>{@code stamps=no|yes}: records also have updated_epoch, updated_epoch_ms, updated_date
 *   <li>{@code filter=early|late}: late cuts pages first, so they come out short
 *   <li>{@code first=1|0}: the number of the first page
 *   <li>{@code end=error|empty|repeat}: what comes beyond the last page (wordpress and pages; empty
 *       is usual for pages; offset knows repeat); repeat is for ever
 *   <li>{@code total=right|missing|changing|text}: totals and numbers of pages
 *   <li>{@code more=right|missing|text}: has_more, hasNextPage, done
 *   <li>{@code links=absolute|path|sibling|query|network|foreign}: foreign is another origin,
 *       {@code localhost}; path is usual for salesforce
 *   <li>{@code expired=410|400|200}: the status for a position that is no longer kept (couchdb,
 *       log, sse)
 *   <li>{@code resume=right|ignored}: of Last-Event-ID
 *   <li>{@code gzip=no|yes}, {@code bom=no|yes}, {@code charset=utf-8|iso-8859-1}
 * </ul>
 *
 * <p>OAuth2 tokens come from {@code POST /oauth/token}; see {@link dev.caravan.sandbox.Protection}
 * for them, for signatures and for the signals of the quota. {@code /_sandbox/} has the sandbox's
 * own stats, faults, waves and revocation.
 */
package dev.caravan.sandbox;
