package dev.caravan.sandbox.shop;

import java.time.Instant;

/** Where a record stands, in any order; it stays valid when the record is gone. */
public record Mark(long sequence, Instant updatedAt, String key) {}
