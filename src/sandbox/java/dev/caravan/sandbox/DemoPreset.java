package dev.caravan.sandbox;

import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.shop.BadRecord;

/**
 * The faults of the demo. All of them are few, on early pages of a scan with 50 or 100 records a
 * page, and gone after one try or two, except those of the data, which every scan meets again.
 */
final class DemoPreset {
  private DemoPreset() {}

  static void install(Sandbox sandbox) {
    Faults faults = sandbox.faults();
    faults.on("items").page(2).times(1).respond(429).retryAfterSeconds(1);
    faults.on("items").page(4).times(2).respond(500);
    faults.on("items").page(5).duplicates(3);
    faults.on("items").page(6).lateDuplicates(4);
    faults.on("items").page(8).times(1).respond(503).retryAfterSeconds(1);
    faults
        .on("items")
        .page(9)
        .badRecords(BadRecord.NULL, BadRecord.NUMBER, BadRecord.NO_KEY, BadRecord.NO_REQUIRED);
    faults.on("items").page(12).times(1).cutOff();
    faults.on("orders").page(2).times(1).respond(429).retryAfterSeconds(1);
    faults.on("orders").page(3).times(1).respond(500);
    faults.on("orders").page(4).lateDuplicates(4);
    faults.on("customers").page(2).times(1).respond(429).retryAfterSeconds(1);
    int half = sandbox.shop().expected("items").size() / 2;
    if (half > 0) {
      sandbox.shop().addField("items", "color", half + 1);
    }
  }
}
