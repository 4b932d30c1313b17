package dev.caravan.sandbox;

import java.time.Instant;

/** Where a record stands, in any order; it stays valid when the record is gone. */
record Mark(long sequence, Instant updatedAt, String key) {}
