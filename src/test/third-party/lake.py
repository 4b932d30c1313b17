"""Reads a lake by PyIceberg and compares it, value by value, with what is expected.json beside it.

With --fields, columns are named after the fields whose values they hold; one that its column did not hold is in a column beside it."""
import datetime
import json
import pathlib
import re
import sys
from decimal import Decimal

from pyiceberg.catalog import load_catalog

folder = pathlib.Path(sys.argv[-1])
catalog = load_catalog("caravan", type="sql", uri=f"sqlite:///{folder}/caravan.db", warehouse=str(folder / "lake"))
table = catalog.load_table("caravan.items")


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def canonical(text):
    """One spelling for each instant and each number."""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", text):
        whole, fraction = re.fullmatch(r"(.{19})\.?(\d*)(?:Z|\+00:00)", text).groups()
        return whole + "." + fraction.ljust(6, "0")
    if re.fullmatch(r"-?\d+\.\d+", text):
        return format(Decimal(text).normalize(), "f")
    return text


names = {field.name: field.name for field in table.schema().fields}
if "--fields" in sys.argv:
    names = {field.name: (field.doc or field.name).rpartition("field ")[2] for field in table.schema().fields}
rows = table.scan().to_arrow().to_pylist()
found = [{names[name]: canonical(text(value)) for name, value in row.items() if value is not None} for row in rows]
expected = [{name: canonical(value) for name, value in row.items()} for row in json.loads((folder / "expected.json").read_text())]
for each in (found, expected):
    each.sort(key=lambda row: row["id"])
if found != expected:
    for one, other in zip(found, expected):
        if one != other:
            sys.exit(f"differs: PyIceberg {one}, expected {other}")
    sys.exit(f"PyIceberg finds {len(found)} rows, expected are {len(expected)}")
print(f"{len(found)} rows are the same")
