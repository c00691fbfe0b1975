"""The stages of reading one after another, and the structure they end in."""

from __future__ import annotations

from datetime import date

from agencies.vietnamese import search_key
from plans.reading import aims, citing, doubts, duties, files, front, records, tables
from plans.reading.blocks import Block, Paragraph, Table, clean
from plans.reading.front import Front
from plans.reading.outline import Node, build, mark_of


def read(data: bytes, *, name: str = "") -> dict:
    """What a plan document says, in the structure of the plan-document contract.

    `data` are the file's bytes and `name` its name (its ending chooses between kinds that look alike). Every record
    has a `source` with the page (where the file has pages) and the passage it was read from; `warnings` name by path
    what was read with doubt. Raises `Refused` with the sentence to show for a file that is no readable plan.
    """
    blocks = files.blocks(data, name)
    return structure(blocks)


def structure(blocks: list[Block]) -> dict:
    """The plan in `blocks`, whatever file they came from."""
    head = front.read(blocks)
    period = front.period_of(head.title, head.opening)
    year = _year(period, head)
    issued = date.fromisoformat(head.issued_on) if head.issued_on and len(head.issued_on) == 10 else None
    root = build(head.body)
    found = records.find(root)
    in_title = "mo hinh" in search_key(head.title or "")
    models = [records.model(record) for record in found if _is_model(record, in_title)]
    tasks = [records.activity(record, year, issued) for record in found if not _is_model(record, in_title)]
    targets = aims.find(root, period["end"])
    unread = _read_tables(root, head, year, issued, period, models, tasks, targets)
    plan = {
        "title": head.title,
        "kind": _kind(head, models, tasks),
        "issuer": head.issuer,
        "number": head.number,
        "symbol": head.symbol,
        "place": head.place,
        "issued_on": head.issued_on,
        "period": period,
        "signer": head.signer,
        "recipients": head.recipients,
        "source": {"page": None, "text": head.passage},
    }
    read_ = {
        "plan": plan,
        "legal_bases": citing.legal_bases(head.opening),
        "models": models,
        "tasks": tasks,
        "targets": targets,
        "responsibilities": duties.responsibilities(root),
        "reporting": duties.reporting(root, year, issued),
    }
    read_["warnings"] = doubts.find(read_, root, records.beside(found), unread)
    for task in tasks:
        task.pop("doubt", None)
        task.pop("own_number", None)
    return read_


def _is_model(record: records.Record, in_title: bool) -> bool:
    if "content" in record.fields:
        return False
    fields = record.fields.keys()
    if in_title and {"purpose", "monitors", "implementers"} & fields:
        return True
    if {"lead", "requirement"} <= fields and not {"purpose", "monitors"} & fields:
        return records.MODEL_WORDS.match(search_key(record.node.text)) is not None
    return records.is_model(record)


def _year(period: dict, head: Front) -> int | None:
    """The year for deadlines that name none: the plan's only year."""
    if period["start"] and period["start"] == period["end"]:
        return int(period["start"])
    if not period["start"] and not period["end"] and head.issued_on:
        return int(head.issued_on[:4])
    return None


def _kind(head: Front, models: list, tasks: list) -> str:
    key = search_key(head.title or "")
    if models and len(models) >= len(tasks):
        return "models"
    if "tuyen truyen" in key[:40] or key.startswith("truyen thong"):
        return "communication"
    if head.type == "CHƯƠNG TRÌNH" and not tasks:
        return "programme"
    return "tasks" if tasks else "programme"


def _read_tables(root: Node, head: Front, year, issued, period, models, tasks, targets) -> list[tuple[str, str]]:
    """Adds what the tables hold, each under the heading it stands below.

    Returns (part, words) of what was left unread: a column by its head, a whole table by its first row.
    """
    unread: list[tuple[str, str]] = []
    above: tuple[int, tables.Header] | None = None  # width and header of the table before
    lettered = {id(letter) for node, _, _ in _tables(root) if (letter := _letter(node)) is not None}
    for node, table, caption in _tables(root):
        found = tables.header_of(table)
        if found is None and above is not None and table.width == above[0]:
            found = above[1]  # the table goes on after a page or a heading
        if found is None:
            if table.width > 2 and len(table.rows) > 1:
                unread.append(("document", clean(" | ".join(cell.text for cell in table.rows[0]))))
            continue
        unread += [
            (tables.kind_of(found, f"{head.title} {caption}"), words) for words in tables.unread_columns(table, found)
        ]
        above = table.width, tables.Header(found.columns, 0, found.years)
        kind = tables.kind_of(found, f"{head.title} {caption}")
        for row in tables.rows_of(table, found, part=_part(node, lettered)):
            if kind == "models":
                made = tables.model(row, table.page)
                models += [made] if made else []
            elif kind == "targets":
                targets += tables.targets(row, table.page, f"{period['end']}-12-31" if period["end"] else None)
            else:
                made = tables.task(row, table.page, year, issued)
                tasks += [made] if made else []
    return unread


def _tables(root: Node):
    for node in root.walk():
        for child in node.children:
            if isinstance(child, Table):
                yield node, child, node.text


def _letter(node: Node) -> Node | None:
    """The heading "A." right above a table."""
    return next((above for above in reversed(node.path()) if above.kind == "upper"), None)


def _part(node: Node, lettered: set[int]) -> str | None:
    """The letter above a table where several tables stand under letters of their own; else the heading is no part."""
    letter = _letter(node)
    return letter.number if letter is not None and len(lettered) > 1 else None


def blocks_text(blocks: list[Block]) -> str:
    """All words of a file, for search and for telling whether there are any."""
    words = []
    for block in blocks:
        if isinstance(block, Paragraph):
            words.append(block.text)
        else:
            words += [cell.text for row in block.rows for cell in row]
    return clean(" ".join(words))


__all__ = ["mark_of", "read", "structure"]
