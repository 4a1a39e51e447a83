#!/usr/bin/python3
"""csv_rows.py FILE JSON: every cell that Python's csv module reads against the report's JSON of the same rows.

A text that a spreadsheet would run has to be led by an apostrophe, nothing else may be.
"""
import csv
import json
import sys
import unicodedata

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def wanted(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    plain = unicodedata.normalize("NFKC", value).lstrip(" ")  # full-width forms are folded
    return "'" + value if plain.startswith(FORMULA) else value


def main(path, report):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f, strict=True))
    with open(report, encoding="utf-8") as f:
        report = json.load(f)
    # Of an earlier moment as known now a last column says so in each row.
    if "known" in report:
        assert rows[0].pop() == "view", rows[0]
        for row in rows[1:]:
            view = row.pop()
            assert view.startswith("as of ") and ", as known now" in view, view
    report = report["rows"]
    assert len(rows) == len(report) + 1, len(rows)
    count = 0
    for row, values in zip(rows[1:], report):
        assert rows[0] == list(values), rows[0]
        for cell, (name, value) in zip(row, values.items()):
            value = wanted(value)
            same = cell == value if isinstance(value, str) else float(cell) == float(value)
            if not same:
                sys.exit(f"{name}: {cell!r}, not {value!r}")
            count += 1
    print(f"{len(report)} rows, {count} cells")


main(*sys.argv[1:])
