"""The tree as HTML: what the preview shows and what the PDF is printed from."""

from __future__ import annotations

import unicodedata
from html import escape

from reporting.documents import official
from reporting.documents.tree import Item, OfficialDocument, Paragraph, Section, Table


def _t(text: str) -> str:
    return escape(unicodedata.normalize("NFC", text))


def _lines(lines) -> str:
    return "<br>".join(map(_t, lines))


def to_fragment(document: OfficialDocument) -> str:
    """The document as one `<article>`, for a page that links the document stylesheet."""
    return "".join(
        ("<article class='nd30'>", _head(document), _body(document), _foot(document), _annexes(document), "</article>")
    )


def to_html(document: OfficialDocument) -> str:
    """A complete page, for printing."""
    title = _t(f"{document.type_name.capitalize()} {document.abstract[:1].lower()}{document.abstract[1:]}")
    return (
        f"<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta name='author' content='{_t(document.author)}'></head><body>{to_fragment(document)}</body></html>"
    )


def _ruled(lines: tuple[str, ...], css: str) -> str:
    """Lines centred on each other with the short rule under the last."""
    *first, last = lines
    before = "".join(f"<div>{_t(line)}</div>" for line in first)
    return f"<div class='{css}'>{before}<div><span class='ruled'>{_t(last)}</span></div></div>"


def _head(document: OfficialDocument) -> str:
    superior = f"<div class='superior'>{_lines(document.superior)}</div>" if document.superior else ""
    to = official.addressee_lines(document.addressees) if document.addressees else ()
    kind = "several" if len(to) > 1 else "one"
    addressees = f"<div class='to {kind}'>{''.join(f'<p>{_t(line)}</p>' for line in to)}</div>" if to else ""
    abstract = official.balanced_lines(document.abstract, official.ABSTRACT_WIDTH)
    return (
        "<table class='top-table' role='presentation'><colgroup><col width='40%'><col width='60%'></colgroup>"
        f"<tr><td>{superior}{_ruled(document.issuer, 'issuer')}</td>"
        f"<td><div class='nation'>{official.NATION}</div><div class='motto'><span>{official.MOTTO}</span></div></td></tr>"
        f"<tr class='numbers'><td><div class='number'>{_t(official.number_line(document))}</div></td>"
        f"<td><div class='place'>{_t(official.date_line(document))}</div></td></tr></table>"
        f"<h1 class='type'>{_t(document.type_name.upper())}</h1>"
        f"<div class='abstract'><span class='ruled'>{_lines(abstract)}</span></div>{addressees}"
    )


def _body(document: OfficialDocument) -> str:
    end = official.last_section_path(document.sections)
    parts = [f"<p>{_t(paragraph.text)}</p>" for paragraph in document.opening]
    if not document.sections and parts:
        parts[-1] = f"<p>{_t(official.with_end(document.opening[-1].text))}</p>"
    parts += [
        _section(section, index, 1, end[1:] if end and index == end[0] else None)
        for index, section in enumerate(document.sections)
    ]
    return f"<div class='text'>{''.join(parts)}</div>"


def _section(section: Section, index: int, depth: int, end: tuple[int, ...] | None) -> str:
    """`end` is the path from here to the section that closes the text, () if it is this one, None if it lies elsewhere."""
    marks = {1: official.roman(index + 1) + ".", 2: f"{index + 1}.", 3: official.letter(index) + ")"}
    title = section.title.upper() if depth == 1 else section.title
    tag = f"h{depth + 1}"
    parts = [f"<{tag}>{_t(marks[min(depth, 3)])} {_t(title)}</{tag}>"]
    texts = [position for position, block in enumerate(section.blocks) if not isinstance(block, Table)]
    last = texts[-1] if texts and end == () else None
    lettered = 0
    for position, block in enumerate(section.blocks):
        if isinstance(block, Table):
            parts.append(_table(block))
            continue
        text = official.with_end(block.text) if position == last else block.text
        if isinstance(block, Item):
            text = f"{official.letter(lettered)}) {text}"
            lettered += 1
        source = f" data-source='{_t(block.source)}'" if isinstance(block, Paragraph) and block.source else ""
        parts += [f"<p{source}>{_t(piece)}</p>" for piece in text.split("\n") if piece.strip()]
    parts += [
        _section(child, at, depth + 1, end[1:] if end and at == end[0] else None)
        for at, child in enumerate(section.sections)
    ]
    return f"<section>{''.join(parts)}</section>"


def _table(table: Table) -> str:
    columns = "".join(f"<col width='{100 * width / sum(table.widths):.2f}%'>" for width in table.widths)
    head = "".join(
        "<tr>"
        + "".join(
            f"<th scope='col'{f' colspan={cell.columns}' if cell.columns > 1 else ''}"
            f"{f' rowspan={cell.rows}' if cell.rows > 1 else ''}>{_t(cell.text)}</th>"
            for cell in row
        )
        + "</tr>"
        for row in table.head
    )
    rows = "".join(
        f"<tr{' class=bold' if row.bold else ''}>"
        + "".join(f"<td class='{side}'>{_t(cell)}</td>" for cell, side in zip(row.cells, table.align, strict=True))
        + "</tr>"
        for row in table.rows
    )
    note = f"<p class='table-note'>{_t(table.note)}</p>" if table.note else ""
    css = "grid dense" if table.dense else "grid"
    return (
        f"<table class='{css}'><colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{rows}</tbody></table>{note}"
    )


def _foot(document: OfficialDocument) -> str:
    recipients = "".join(f"<div>{_t(line)}</div>" for line in official.recipient_lines(document))
    lines = "".join(f"<div>{_t(line)}</div>" for line in document.signature.lines)
    name = f"<div class='name'>{_t(document.signature.name)}</div>" if document.signature.name else ""
    return (
        "<table class='foot-table' role='presentation'><colgroup><col width='45%'><col width='55%'></colgroup><tr>"
        f"<td><div class='to-label'>Nơi nhận:</div><div class='recipients'>{recipients}</div></td>"
        f"<td class='sign'>{lines}<div class='room'></div>{name}</td></tr></table>"
    )


def _annexes(document: OfficialDocument) -> str:
    parts = []
    owner = document.author or " ".join(document.issuer).capitalize()
    for index, (mark, annex) in enumerate(
        zip(official.annex_marks(len(document.annexes)), document.annexes, strict=True), 1
    ):
        side = "wide" if annex.landscape else "tall"
        title = official.balanced_lines(annex.title.upper(), 84 if annex.landscape else 52)
        reference = official.balanced_lines(official.annex_reference(document, owner), 110 if annex.landscape else 74)
        blocks = "".join(_table(b) if isinstance(b, Table) else f"<p>{_t(b.text)}</p>" for b in annex.blocks)
        parts.append(
            f"<section class='annex {side} annex-{index}'><div class='annex-mark'>{_t(mark)}</div>"
            f"<div class='annex-title'>{_lines(title)}</div><div class='annex-of'>{_lines(reference)}</div>{blocks}</section>"
        )
    return "".join(parts)
