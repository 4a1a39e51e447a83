#!/usr/bin/python3
"""Reads a workbook with openpyxl, which did not write it.

workbook.py compare FILE JSON   every cell against the report's JSON of the same rows, value and type
workbook.py dump FILE           a line a cell: sheet, place, type, number format, value as stored, value as read

Numbers are compared as they are stored: openpyxl rounds times to milliseconds.
"""
import datetime
import json
import re
import sys
import xml.etree.ElementTree as tree
import zipfile
from zoneinfo import ZoneInfo

import openpyxl

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EPOCH = datetime.datetime(1899, 12, 30)
TIMES = {"yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm:ss.000"}
LENGTHS = {"[h]:mm:ss", "[h]:mm:ss.000"}


def stored(path, number):
    """Place -> text of <v>, of sheet 1, 2, ..."""
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        root = tree.fromstring(z.read(f"xl/worksheets/sheet{number}.xml"))
    assert not list(root.iter(MAIN + "f")), "a formula"
    assert not list(root.iter(MAIN + "hyperlink")), "a link"
    return {c.get("r"): c.findtext(MAIN + "v") for c in root.iter(MAIN + "c")}


def unescaped(text):
    """As Excel reads _xHHHH_ (ECMA-376, ST_Xstring); openpyxl leaves it to others."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def check_time(cell, number, text, head):
    zone = re.fullmatch(r".* \((.*)\)", head).group(1)
    wanted = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    local = wanted.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert cell.is_date and cell.number_format in TIMES, cell.number_format
    assert (".000" in cell.number_format) == (local.microsecond != 0)
    off = EPOCH + datetime.timedelta(microseconds=round(float(number) * 86400e6)) - local
    assert abs(off) <= datetime.timedelta(microseconds=1), off
    assert abs(cell.value - local) <= datetime.timedelta(milliseconds=1), cell.value


def check_number(cell, number, value, head):
    name, style = head.split(" ")[0], cell.number_format
    number = float(number)
    if "(h:mm:ss)" in head:
        assert style in LENGTHS and isinstance(cell.value, datetime.timedelta), style
        assert (".000" in style) == (value != int(value))
        assert abs(number * 86400 - value) < 1e-6, number * 86400
    elif "(CNY)" in head:
        assert style == "#,##0.00" and round(number * 100) == value, (style, number)
    elif name.endswith("_pct"):
        assert style == "0.000000%" and abs(number * 100 - value) < 1e-9, (style, number)
    elif name.endswith(("ratio", "share")):
        assert style == "0.0000%" and abs(number - value) < 1e-9, (style, number)
    else:
        assert style in ("0", "#,##0") and number == value, (style, number)


def check_text(cell, number, value, head):
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", value) and "/" in head:
        check_time(cell, number, value, head)
    elif cell.is_date:
        wanted = value if cell.number_format == "yyyy-mm-dd" else value + "-01"
        assert cell.number_format in ("yyyy-mm-dd", "yyyy-mm"), cell.number_format
        assert cell.value == datetime.datetime.fromisoformat(wanted), cell.value
    else:
        assert cell.data_type == "s" and cell.number_format == "@", (cell.data_type, cell.number_format)
        assert unescaped(cell.value) == value, (cell.value, value)


def check_cell(cell, number, value, head):
    if value is None or value == "":
        assert cell.value is None, "a cell for nothing"
    elif isinstance(value, bool):
        assert cell.data_type == "b" and cell.value is value, cell.value
    elif isinstance(value, str):
        check_text(cell, number, value, head)
    else:
        check_number(cell, number, value, head)


def check_about(sheet, report):
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    facts = {row[0]: row for row in rows if row[0]}
    assert facts["Screen"][1] == report["screen"]
    assert facts["Agreement SHA-256"][1] == report["agreement"]
    assert facts["Made by"][1].startswith("slatop ")
    assert ("Month" if report["month"] else "Span") in facts
    assert "time zone " in facts["Month" if report["month"] else "Span"][1]
    for code in report["as_of"]:
        assert isinstance(facts[code][1], datetime.datetime) or report["as_of"][code] is None, code
        assert isinstance(facts[code][2], datetime.timedelta) or report["data_age_s"][code] is None, code


def compare(path, report):
    book = openpyxl.load_workbook(path)
    with open(report, encoding="utf-8") as f:
        report = json.load(f)
    sheet, about = book.worksheets
    assert (sheet.title, about.title) == (report["screen"], "About"), book.sheetnames
    assert sheet.freeze_panes == "A2"
    numbers, count = stored(path, 1), 0
    rows = list(sheet.iter_rows())
    heads = [c.value for c in rows[0]]
    assert sheet.auto_filter.ref == f"A1:{rows[-1][len(heads) - 1].coordinate}", sheet.auto_filter.ref
    assert len(rows) == len(report["rows"]) + 1, len(rows)
    for row, wanted in zip(rows[1:], report["rows"]):
        assert [h.split(" ")[0] for h in heads] == list(wanted)
        for cell, head, value in zip(row, heads, wanted.values()):
            try:
                check_cell(cell, numbers.get(cell.coordinate), value, head)
            except AssertionError as e:
                sys.exit(f"{cell.coordinate} ({head}): {value!r}: {e}")
            count += 1
    check_about(about, report)
    print(f"{len(rows) - 1} rows, {count} cells")


def dump(path):
    book = openpyxl.load_workbook(path)
    for number, sheet in enumerate(book.worksheets, 1):
        numbers = stored(path, number)
        for row in sheet.iter_rows():
            for c in row:
                if c.value is not None:
                    print(sheet.title, c.coordinate, c.data_type, c.number_format,
                          numbers[c.coordinate], c.value, sep="|")


if __name__ == "__main__":
    {"compare": compare, "dump": dump}[sys.argv[1]](*sys.argv[2:])
