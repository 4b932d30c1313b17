"""Appends rows to an Iceberg table by PyIceberg and upserts others, as bench/lake asks; prints the seconds of both."""
import json
import pathlib
import sys
import time

import pyarrow
from pyiceberg.catalog import load_catalog

folder = pathlib.Path(sys.argv[1])
batch = int(sys.argv[2])
rows = [json.loads(line) for line in (folder / "rows.jsonl").open()]
updates = [json.loads(line) for line in (folder / "updates.jsonl").open()]
catalog = load_catalog("bench", type="sql", uri=f"sqlite:///{folder}/pyiceberg.db", warehouse=f"file://{folder}/pyiceberg")
catalog.create_namespace("bench")
schema = pyarrow.schema(
    [
        pyarrow.field("id", pyarrow.int64(), nullable=False),
        pyarrow.field("at", pyarrow.int64()),
        pyarrow.field("status", pyarrow.string()),
        pyarrow.field("total", pyarrow.int64()),
        pyarrow.field("note", pyarrow.string()),
    ]
)

since = time.monotonic()
table = catalog.create_table("bench.items", schema=schema)
for start in range(0, len(rows), batch):
    table.append(pyarrow.Table.from_pylist(rows[start : start + batch], schema=schema))
appended = time.monotonic() - since

since = time.monotonic()
table.upsert(pyarrow.Table.from_pylist(updates, schema=schema), join_cols=["id"])
upserted = time.monotonic() - since
if table.scan().to_arrow().num_rows != len({row["id"] for row in rows + updates}):
    sys.exit("PyIceberg does not have the rows that it was given")
print(appended, upserted)
