"""The tree as HTML: what the preview shows and what the PDF is printed from. It is XML as well, which is read faster."""

from __future__ import annotations

import base64
from html import escape

from reporting.documents import official
from reporting.documents.measure import text_width
from reporting.documents.official import Line
from reporting.documents.tree import Figure, OfficialDocument, Table

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def _t(text: str) -> str:
    return escape(official.printable(text))


def _lines(lines) -> str:
    return "<br/>".join(map(_t, lines))


def _divs(lines) -> str:
    return "".join(f"<div>{_t(line)}</div>" for line in lines)


def to_fragment(document: OfficialDocument) -> str:
    """The document as one `<article>`, for a page that links the document stylesheet."""
    return f"<article class='nd30'>{_head(document)}{_body(document)}{_foot(document)}{_annexes(document)}</article>"


def to_html(document: OfficialDocument) -> str:
    """A complete page, for printing."""
    return (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'/><title>{_t(official.title_of(document))}</title>"
        f"<meta name='author' content='{_t(official.owner_of(document))}'/>"
        f"<meta name='keywords' content='{_t(', '.join(document.keywords))}'/></head>"
        f"<body class='sheet'>{to_fragment(document)}</body></html>"
    )


def _columns(shares) -> str:
    whole = sum(shares)
    columns = "".join(f"<col width='{100 * share / whole:.2f}%'/>" for share in shares)
    return f"<colgroup>{columns}</colgroup>"


def _rule(*lines: str, size: float) -> str:
    """The line under bold text of that size, in points; measured here, as the form gives it as a share of the text."""
    points = official.RULE_SHARE * max(text_width(line, size) for line in lines)
    return f"<hr width='{points * 96 / 72:.0f}'/>"


def _head(document: OfficialDocument) -> str:
    superior = f"<div class='superior'>{_lines(document.superior)}</div>" if document.superior else ""
    issuer = f"<div class='issuer'>{_divs(document.issuer)}{_rule(document.issuer[-1], size=12)}</div>"
    to = official.addressee_lines(document.addressees) if document.addressees else ()
    letter = not document.type_name
    kind = f"{'several' if len(to) > 1 else 'one'}{' letter' if letter else ''}"
    addressees = f"<div class='to {kind}'>{''.join(f'<p>{_t(line)}</p>' for line in to)}</div>" if to else ""
    about = f"<div class='about'>{_lines(official.about_lines(document))}</div>" if letter else ""
    abstract = official.abstract_lines(document)
    subject = f"<div class='abstract'>{_divs(abstract)}{_rule(*abstract, size=14)}</div>"
    name = "" if letter else f"<h1 class='type'>{_t(document.type_name.upper())}</h1>{subject}"
    return (
        f"<table class='top-table' role='presentation'>{_columns(official.HEAD_COLUMNS)}<tbody>"
        f"<tr><td>{superior}{issuer}</td>"
        f"<td><div class='nation'>{official.NATION}</div><div class='motto'><span>{official.MOTTO}</span></div></td></tr>"
        f"<tr class='numbers'><td><div class='number'>{_t(official.number_line(document))}</div>{about}</td>"
        f"<td><div class='place'>{_t(official.date_line(document))}</div></td></tr></tbody></table>{name}{addressees}"
    )


def _body(document: OfficialDocument) -> str:
    return f"<div class='text'>{_blocks(official.printed_body(document))}</div>"


def _blocks(printed) -> str:
    return "".join(
        _line(block) if isinstance(block, Line) else _table(block) if isinstance(block, Table) else _figure(block)
        for block in printed
    )


def _line(line: Line) -> str:
    if line.level > 0:
        return f"<h{line.level + 1}>{_t(line.text)}</h{line.level + 1}>"
    basis = " class='basis'" if line.level < 0 else ""
    source = f" data-source='{_t(line.source)}'" if line.source else ""
    return f"<p{basis}{source}>{_t(line.text)}</p>"


def _span(name: str, count: int) -> str:
    return f" {name}='{count}'" if count > 1 else ""


def _cell(text: str) -> str:
    return _t(text).replace("\n", "<br/>")


def _table(table: Table) -> str:
    head = "".join(
        "<tr>"
        + "".join(
            f"<th scope='col'{_span('colspan', cell.columns)}{_span('rowspan', cell.rows)}>{_cell(cell.text)}</th>"
            for cell in row
        )
        + "</tr>"
        for row in table.head
    )
    rows = "".join(
        ("<tr class='bold'>" if row.bold else "<tr>")
        + "".join(f"<td class='{side}'>{_cell(cell)}</td>" for cell, side in zip(row.cells, table.align, strict=True))
        + "</tr>"
        for row in table.rows
    )
    note = f"<p class='table-note'>{_t(table.note)}</p>" if table.note else ""
    css = "grid dense" if table.dense else "grid"
    return f"<table class='{css}'>{_columns(table.widths)}<thead>{head}</thead><tbody>{rows}</tbody></table>{note}"


def _figure(figure: Figure) -> str:
    kind = next((kind for start, kind in PICTURES.items() if figure.content.startswith(start)), None)
    if not kind:
        raise ValueError("A figure is a PNG or a JPEG file.")
    data = base64.b64encode(figure.content).decode()
    caption = f"<figcaption>{_t(figure.caption)}</figcaption>" if figure.caption else ""
    width = f"{figure.width_mm * 96 / 25.4:.0f}"
    return f"<figure><img src='data:{kind};base64,{data}' alt='{_t(figure.alt)}' width='{width}'/>{caption}</figure>"


def _foot(document: OfficialDocument) -> str:
    signature = document.signature
    name = f"<div class='name'>{_t(signature.name)}</div>" if signature.name else ""
    return (
        f"<table class='foot-table' role='presentation'>{_columns(official.FOOT_COLUMNS)}<tbody><tr>"
        f"<td><div class='to-label'>Nơi nhận:</div><div class='recipients'>{_divs(official.recipient_lines(document))}</div></td>"
        f"<td class='sign'>{_divs(signature.lines)}<div class='room'></div>{name}</td></tr></tbody></table>"
    )


def _annexes(document: OfficialDocument) -> str:
    """Neighbouring annexes take page names in turn, so that each begins a new run of page numbers."""
    return "".join(
        f"<section class='annex {'wide' if annex.landscape else 'tall'}-{'ab'[index % 2]}'>"
        f"<div class='annex-mark'>{_t(mark)}</div><div class='annex-title'>{_lines(title)}</div>"
        f"<div class='annex-of'>{_lines(of)}</div>{_blocks(official.printed_blocks(annex.blocks))}</section>"
        for index, (annex, mark, title, of) in enumerate(official.annex_heads(document))
    )
