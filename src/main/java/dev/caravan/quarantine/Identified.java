package dev.caravan.quarantine;

/** What is known of a record by its identifying fields alone: which entity, or why it has none. */
public sealed interface Identified permits Identity, Reject {}
