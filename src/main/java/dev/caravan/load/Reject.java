package dev.caravan.load;

/** A record for the quarantine: why, in words, and the record as it came. */
record Reject(Reason reason, String detail, Object raw) {}
