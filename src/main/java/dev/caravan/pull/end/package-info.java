/**
 * Where the end of a scan is judged. {@code complete} is a conclusion from what the API said: each
 * way of paging names what speaks for the end of a scan ({@link dev.caravan.pull.paging.Evidence}),
 * and {@link dev.caravan.pull.end.EndOfScan} alone believes it, looks once more, or ends the run as
 * incomplete. Its one rule: <em>who says that it is the end must have said before that there is
 * more</em>, or be a response that cannot hide anything.
 */
package dev.caravan.pull.end;
