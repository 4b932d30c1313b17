"""Compares the table v of a SQLite file with what was loaded into it, as docs/upsert.md says to read it."""

import json
import sqlite3
import sys
from datetime import datetime, timezone
from decimal import Decimal, getcontext

getcontext().prec = 2000
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
expected = json.load(open(sys.argv[2], encoding="utf-8"))


def broken(text):
    """No database stores NUL and halves of surrogate pairs."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def time(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00").replace(".1-", ".100000-")).astimezone(timezone.utc)


READ = {
    "whole": (lambda stored: stored, int),
    "decimal": (lambda stored: (stored, Decimal(stored)), lambda told: (told, Decimal(told))),
    "time": (time, time),
    "text": (lambda stored: stored, lambda told: told),
    "truth": (lambda stored: bool(stored) if stored in (0, 1) else stored, lambda told: told == "true"),
    "json": (json.loads, lambda told: told),
    "broken": (lambda stored: stored, broken),
}

wrong = 0
for each in expected:
    field = each["field"]
    stored = database.execute(f"select {field} from v where id = ?", (each["id"],)).fetchone()[0]
    got, want = READ[field][0](stored), READ[field][1](each["value"])
    if got != want:
        wrong += 1
        print(f"{field}: stored {stored!r} reads as {got!r}, loaded was {want!r}")

ordered = [row[0] for row in database.execute("select time from v where time is not null order by time")]
if [time(text) for text in ordered] != sorted(time(text) for text in ordered):
    wrong += 1
    print("times do not sort as texts")
total = database.execute("select count(*) from v where truth").fetchone()[0]
if total != 1:
    wrong += 1
    print(f"{total} rows are true instead of 1")

print(f"{len(expected)} values read by sqlite3 {sqlite3.sqlite_version} of Python: {wrong} wrong")
sys.exit(wrong > 0)
