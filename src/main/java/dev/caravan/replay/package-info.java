/**
 * Feeds of changes, read in their order: how each kind is asked, what its responses mean, and when
 * a response says that the feed no longer has what comes next. The runs themselves are those of
 * every stream.
 */
package dev.caravan.replay;
