package dev.caravan.lake.iceberg;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/** What a table of the lake is made as. */
public record NewTable(Schema schema, PartitionSpec partitions, Map<String, String> properties) {}
