/**
 * What Caravan's database knows of the lake: records on their way, and which row each key has. No
 * Iceberg here.
 */
package dev.caravan.lake.store;
