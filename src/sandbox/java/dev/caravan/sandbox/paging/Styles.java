package dev.caravan.sandbox.paging;

import dev.caravan.sandbox.shop.Order;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ways of paging by the first part of their path. */
public final class Styles {
  /** The way of a path that names none. */
  public static final String USUAL = "cursor";

  public static final String COUCHDB = "couchdb";

  private static final String FEED = "-changes";

  private final Map<String, Paging> byName = new TreeMap<>();

  public Styles(CursorExpiry expiry) {
    Cursors cursors = new Cursors(expiry);
    byName.put(USUAL, new CursorPaging(cursors));
    byName.put("hubspot", new HubspotPaging(cursors));
    byName.put("header-cursor", new HeaderCursorPaging(cursors, Optional.empty()));
    byName.put("ndjson", new HeaderCursorPaging(cursors, Optional.of(RecordFormat.NDJSON)));
    byName.put("csv", new HeaderCursorPaging(cursors, Optional.of(RecordFormat.CSV)));
    byName.put("notion", new NotionPaging(cursors));
    byName.put(COUCHDB, new CouchdbPaging(cursors));
    byName.put("graphql", new GraphqlPaging(cursors));
    byName.put("wordpress", new WordpressPaging());
    byName.put("pages", new PagesPaging());
    byName.put("offset", new OffsetPaging());
    byName.put("stripe", new KeyPaging("starting_after", Order.NEWEST));
    byName.put("since", new KeyPaging("since_id", Order.ID));
    byName.put("changes", new ChangesPaging());
    byName.put(COUCHDB + FEED, new LogPaging("since"));
    byName.put("log", new LogPaging("offset"));
    byName.put("sse", new EventStreamPaging());
    byName.put("github", new GithubPaging());
    byName.put("salesforce", new SalesforcePaging(cursors));
    byName.put("zendesk", new ZendeskPaging(cursors));
  }

  /** The way in which a style lists changes, which may differ from that of its records. */
  public Paging ofChanges(String name) {
    return find(name + FEED).or(() -> find(name)).orElseThrow();
  }

  public Optional<Paging> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
