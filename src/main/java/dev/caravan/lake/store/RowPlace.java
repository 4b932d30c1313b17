package dev.caravan.lake.store;

/** Where a row stands in the lake. */
public record RowPlace(String file, long position) {}
