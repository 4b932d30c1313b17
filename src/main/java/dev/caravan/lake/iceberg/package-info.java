/** Iceberg itself: catalogs, tables as they are to be, files written and read. */
package dev.caravan.lake.iceberg;
