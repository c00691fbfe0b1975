"""A workbook of plain tables written row by row: tens of thousands of rows in seconds, in the memory of one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import IO
from xml.sax.saxutils import escape, quoteattr

PLAIN, DAY, BOLD = 0, 1, 2  # cell formats of STYLES
FIRST_DAY = date(1899, 12, 30).toordinal()  # day 0 of a sheet's calendar
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Bold(str):
    """Words of a heading."""


@lru_cache(maxsize=20_000)
def _words(text: str, style: int) -> str:
    """A cell of words; the same words stand in many rows. What a sheet cannot hold is left out."""
    shown = escape(CONTROL.sub("", text)[:32_000])
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _cell(value) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return _words(value, BOLD if isinstance(value, Bold) else PLAIN)
    if isinstance(value, date):
        return f'<c s="{DAY}"><v>{value.toordinal() - FIRST_DAY}</v></c>'
    return f"<c><v>{value}</v></c>"


class FlatWorkbook:
    """`with FlatWorkbook(out) as book`: each `add` writes one sheet; dates become days, all else words or numbers.

    Cells are written one after the other, so that every row begins in the first column.
    """

    def __init__(self, out: IO[bytes]):
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._names: list[str] = []

    def __enter__(self) -> FlatWorkbook:
        return self

    def __exit__(self, kind, *_) -> None:
        if kind is None:
            self._finish()
        self._zip.close()

    def add(self, name: str, rows: Iterable[list], *, widths: list[int], frozen: str = "") -> None:
        """One sheet: its `rows`, column `widths` in characters, the panes `frozen` left of and above a cell."""
        self._names.append(name)
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(widths, start=1)
        )
        with self._zip.open(f"xl/worksheets/sheet{len(self._names)}.xml", "w", force_zip64=True) as part:
            part.write(f'{HEAD}<worksheet xmlns="{MAIN}">{_panes(frozen)}<cols>{columns}</cols><sheetData>'.encode())
            held: list[str] = []
            for row in rows:
                held.append(_row(row))
                if len(held) == 500:
                    part.write("".join(held).encode())
                    held.clear()
            part.write(("".join(held) + "</sheetData></worksheet>").encode())

    def _finish(self) -> None:
        numbers = range(1, len(self._names) + 1)
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
            for number, name in zip(numbers, self._names, strict=True)
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
        )
        write = self._zip.writestr
        write(
            "xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
        )
        write("xl/styles.xml", STYLES)
        write(
            "xl/_rels/workbook.xml.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId{len(self._names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        write(
            "_rels/.rels",
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        write(
            "[Content_Types].xml",
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}</Types>',
        )


def _row(values: list) -> str:
    return f"<row>{''.join(map(_cell, values))}</row>"


def _panes(cell: str) -> str:
    """`cell` like "C2": the columns left of it and the rows above it stay in sight."""
    if not cell:
        return ""
    across, down = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
    return (
        f'<sheetViews><sheetView workbookViewId="0"><pane xSplit="{across}" ySplit="{down}" topLeftCell="{cell}" '
        'activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
    )
