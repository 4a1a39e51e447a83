#!/usr/bin/python3
"""Lets LibreOffice open a workbook and write it again, and looks at what it read.

calc.py FILE SHEET...   the sheets are those named and About; each has a frozen head and a filter's width of
                        columns, and every cell that LibreOffice read is the one that was written, value and type.
                        Prints a line a sheet: its name, its rows, and how many cells of each type they have.
"""
import collections
import datetime
import pathlib
import subprocess
import sys
import tempfile

import openpyxl


def read_by_calc(path, folder):
    # a home of its own: a profile that is new, and nobody's
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", f"{folder}/out", path],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    out = pathlib.Path(folder) / "out" / pathlib.Path(path).name
    assert done.returncode == 0 and out.exists(), done.stdout + done.stderr
    return openpyxl.load_workbook(out, data_only=True)  # it writes a truth as the formula TRUE() with its value


def same(a, b):
    if isinstance(a, datetime.datetime) and isinstance(b, datetime.datetime):
        return abs(a - b) < datetime.timedelta(milliseconds=2)
    if isinstance(a, datetime.timedelta) and isinstance(b, datetime.timedelta):
        return abs(a - b) < datetime.timedelta(milliseconds=2)
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) < 1e-9
    return a == b


def kind(cell):
    if isinstance(cell.value, datetime.timedelta):
        return "length"
    return {"s": "text", "n": "number", "d": "time", "b": "truth"}[cell.data_type]


def check_sheet(written, read):
    kinds = collections.Counter()
    if written.title != "About":
        assert written.freeze_panes == "A2", written.freeze_panes  # LibreOffice has no window here that keeps it
    for row in written.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            other = read[cell.coordinate]
            assert same(cell.value, other.value), f"{written.title}!{cell.coordinate}: {cell.value!r}, {other.value!r}"
            assert kind(cell) == kind(other), f"{written.title}!{cell.coordinate}: {kind(cell)}, {kind(other)}"
            if cell.row > 1:
                kinds[kind(cell)] += 1
    print(written.title, written.max_row - 1, *(f"{k}:{n}" for k, n in sorted(kinds.items())), sep="\t")


def main(path, *names):
    written = openpyxl.load_workbook(path)
    with tempfile.TemporaryDirectory(prefix="slatop-calc-") as folder:
        read = read_by_calc(path, folder)
        assert read.sheetnames == written.sheetnames == [*names, "About"], (read.sheetnames, written.sheetnames)
        for name in written.sheetnames:
            check_sheet(written[name], read[name])


main(*sys.argv[1:])
