"""Reads a lake by PyIceberg and compares it, value by value, with what Iceberg's own reader found."""
import datetime
import json
import pathlib
import sys
from decimal import Decimal

from pyiceberg.catalog import load_catalog

folder = pathlib.Path(sys.argv[1])
catalog = load_catalog("caravan", type="sql", uri=f"sqlite:///{folder}/caravan.db", warehouse=str(folder / "lake"))


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


rows = catalog.load_table("caravan.items").scan().to_arrow().to_pylist()
found = [{name: text(value) for name, value in row.items() if value is not None} for row in rows]
found.sort(key=lambda row: row["id"])
expected = json.loads((folder / "expected.json").read_text())
expected.sort(key=lambda row: row["id"])
if found != expected:
    for one, other in zip(found, expected):
        if one != other:
            sys.exit(f"differs: PyIceberg {one}, Iceberg {other}")
    sys.exit(f"PyIceberg finds {len(found)} rows, Iceberg {len(expected)}")
print(f"{len(found)} rows are the same")
