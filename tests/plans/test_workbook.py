"""The plain workbook opens and holds what was put in, whatever the words hold."""

import io
import warnings
from datetime import date
from decimal import Decimal

import openpyxl

from plans.workbook import Bold, FlatWorkbook


def test_what_was_written_is_read_back():
    rows = [
        [Bold("Đơn vị"), Bold("Hạn"), Bold("Số")],
        ["xã A & B <“thử”>\ndòng hai", date(2024, 2, 29), Decimal("12.5")],
        ["chữ \x07 lạ\ud800", None, 3],
        ["", date(1999, 12, 31), 0],
    ]
    out = io.BytesIO()
    with FlatWorkbook(out) as book:
        book.add("Kết quả & hạn", rows, widths=[30, 12, 8], frozen="B2")
        book.add("Trống", [], widths=[10])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert read.sheetnames == ["Kết quả & hạn", "Trống"]
    sheet = read.worksheets[0]
    assert sheet["A2"].value == "xã A & B <“thử”>\ndòng hai"
    assert (sheet["B2"].value.date(), sheet["B2"].number_format) == (date(2024, 2, 29), "dd/mm/yyyy")
    assert (sheet["C2"].value, sheet["C3"].value, sheet["C4"].value) == (12.5, 3, 0)
    assert (sheet["A3"].value, sheet["A4"].value) == ("chữ  lạ", None)
    assert sheet["A1"].font.b and not sheet["A2"].font.b
    assert sheet.freeze_panes == "B2"
