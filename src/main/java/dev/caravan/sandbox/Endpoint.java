package dev.caravan.sandbox;

/** What a path of the API serves, and how it pages. */
record Endpoint(String collection, ShopCollection records, Paging paging) {}
