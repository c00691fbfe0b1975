"""Task tables, model tables and target tables: headers in one or two rows, group rows, rows split over pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.vietnamese import search_key
from plans import schedules
from plans.reading import phrases
from plans.reading.blocks import Cell, Table, clean, ended
from plans.reading.outline import mark_of
from plans.reading.records import joined, model_name, requirements
from plans.reading.vocabulary import column_of

_NUMBER = re.compile(
    r"^(?:[A-ZĐ]{0,2}[.\-]?)?\d{1,3}(?:[.\-]\d{1,3})*[.)]?$|^[IVXLC]+(?:\.\d+)*[.)]?$|^[A-ZĐa-zđ][.)]?$"
)


@dataclass
class Header:
    """Which field stands in which columns, and how many rows the header takes."""

    columns: dict[int, str]
    rows: int
    years: dict[int, str] = field(default_factory=dict)

    @property
    def richness(self) -> int:
        """How many different fields it names."""
        return len(set(self.columns.values())) + len(self.years)

    def has(self, *names: str) -> bool:
        return any(name in self.columns.values() for name in names)


@dataclass
class Row:
    """The text of every field, and the group rows above."""

    fields: dict[str, str]
    part: str | None
    group_number: str | None
    section: str | None
    alone: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def header_of(table: Table) -> Header | None:
    """The header of a table that says what its columns hold, looked for in the first rows; None without one."""
    for first in range(min(4, len(table.rows))):
        best: Header | None = None
        for depth in (1, 2, 3):
            if first + depth > len(table.rows):
                break
            header = _header(table, first, depth)
            if header and (best is None or header.richness > best.richness):
                best = header
        if best:
            _number_column(table, best)
            return best
    return None


def _number_column(table: Table, header: Header) -> None:
    """A first column that holds nothing but list numbers is the numbers, whatever its head says."""
    words = [clean(row[0].text) for row in table.rows[header.rows :] if row and row[0].column == 0 and row[0].span == 1]
    if 0 not in header.columns and any(words) and all(_NUMBER.match(word) for word in words if word):
        header.columns[0] = "number"


def _header(table: Table, first: int, depth: int) -> Header | None:
    columns: dict[int, str] = {}
    years: dict[int, str] = {}
    rows = table.rows[first : first + depth]
    if any(len(cell.text) > 160 for row in rows for cell in row):
        return None
    for column in range(table.width):
        words: list[str] = []
        for row in rows:
            for cell in row:
                if cell.column <= column < cell.column + cell.span and clean(cell.text) not in words:
                    words.append(clean(cell.text))
        year = next(
            (found[1] for word in reversed(words) if (found := re.search(r"(20\d\d)", word)) and len(word) < 24), None
        )
        name = column_of(" ".join(words)) or next((hit for word in reversed(words) if (hit := column_of(word))), None)
        if year and name not in ("schedule", "content", "number"):
            years[column] = year
        elif name:
            columns[column] = name
    names = set(columns.values())
    enough = len(names - {"number", "note"}) >= 2 or (years and names & {"target", "content"})
    if not enough or not names & {"content", "model", "target", "requirement"}:
        return None
    if depth > 1 and _is_data(rows[-1]):
        return None
    return Header(columns, first + depth, years)


def _is_data(row: list[Cell]) -> bool:
    first = clean(row[0].text) if row else ""
    return bool(re.match(r"(?:\d+|[IVX]+|[A-Z])[.)]?(?:\s|$)", first)) or len({id(cell) for cell in row}) == 1


def rows_of(table: Table, header: Header, *, part: str | None = None) -> list[Row]:
    """Rows under the header; group rows become `section`, `part` (lettered or Roman) or a number for unnumbered rows."""
    rows: list[Row] = []
    section = group_number = None
    filled = False
    for cells in table.rows[header.rows :]:
        words = _fields(cells, header)
        texts = [clean(cell.text) for cell in cells if clean(cell.text)]
        if not texts or _repeats_header(cells, table, header) or _counts_columns(texts):
            continue
        group = _group(cells, words, header)
        if group is not None:
            mark, name = group
            if mark is not None and mark.kind in ("roman", "upper"):
                part, group_number = mark.number, None
            else:
                group_number = mark.number if mark else None
            section, filled = ended(name), False
            continue
        if rows and filled and _continues(words, rows[-1]):
            for key, text in words.items():
                if text:
                    rows[-1].fields[key] = f"{rows[-1].fields.get(key, '')} {text}".strip()
            continue
        rows.append(Row(words, part, group_number, section))
        filled = True
    for row in rows:
        row.alone = sum(other.section == row.section and other.group_number == row.group_number for other in rows) == 1
    return rows


def unread_columns(table: Table, header: Header) -> list[str]:
    """Heads of columns that hold words but no field we know."""
    unread: dict[int, str] = {}
    for row in table.rows[: header.rows]:
        for cell in row:
            if cell.span == 1 and cell.column not in header.columns and cell.column not in header.years:
                unread[cell.column] = clean(f"{unread.get(cell.column, '')} {cell.text}")
    return [
        head
        for column, head in unread.items()
        if head
        and any(
            cell.column == column and cell.span == 1 and re.search(r"\w", cell.text)
            for row in table.rows[header.rows :]
            for cell in row
        )
    ]


def _fields(cells: list[Cell], header: Header) -> dict[str, str]:
    words: dict[str, str] = {}
    seen: set[tuple[int, str]] = set()
    for cell in cells:
        for column in range(cell.column, cell.column + cell.span):
            name = header.columns.get(column) or (f"year {header.years[column]}" if column in header.years else None)
            if name and (id(cell), name) not in seen:
                seen.add((id(cell), name))
                between = " - " if name == "schedule" else "\n"  # from one column to the other
                words[name] = between.join(filter(None, (words.get(name), cell.text)))
    return words


def _repeats_header(cells: list[Cell], table: Table, header: Header) -> bool:
    """A header printed again on the next page."""
    words = [clean(cell.text) for cell in cells]
    heads = [[clean(cell.text) for cell in row] for row in table.rows[: header.rows]]
    if any(words == head for head in heads):
        return True
    names = [column_of(word) for word in words if word]
    return len(names) > 2 and all(names) and len(set(names)) > 2


def _counts_columns(texts: list[str]) -> bool:
    """The row (1) (2) (3) … under a header."""
    return len(texts) > 2 and all(re.fullmatch(r"\(?\d{1,2}\)?(?:\s*=.*)?", text) for text in texts)


def _group(cells: list[Cell], words: dict[str, str], header: Header):
    """(mark, name) of a row that only heads those below it; None for a row of content."""
    distinct: list[Cell] = []
    for cell in cells:
        if clean(cell.text) and not any(cell is held for held in distinct):
            distinct.append(cell)
    if not distinct:
        return None
    held = header.columns.get(distinct[0].column)
    if len(distinct) == 1 and (distinct[0].span > 1 or held in ("number", "content", "model", "target")):
        text = clean(distinct[0].text)
        mark, rest = mark_of(text)
        named = mark is not None and bool(rest) and (mark.kind in ("roman", "upper") or held == "number")
        if distinct[0].span > 1 or named:
            if mark is None or mark.kind in ("dash", "plus", "star"):
                return None if distinct[0].span == 1 else (None, rest)
            return mark, rest
        return None
    number, content = (
        clean(words.get("number", "")),
        clean(words.get("content", "") or words.get("model", "") or words.get("target", "")),
    )
    own = {"number", "content", "model", "target", "code"}
    if len(distinct) == 2 and distinct[1].span > 1 and held == "number":
        own |= words.keys()  # one cell from the content to the right edge
    others = [clean(text) for name, text in words.items() if name not in own]
    if number and content and not any(others):
        mark, _ = mark_of(f"{number.rstrip('.)')}. x")
        bold = all(cell.bold for cell in distinct)
        if mark is not None and (mark.kind in ("roman", "upper") or bold or content.isupper()):
            return mark, content
    return None


def _continues(words: dict[str, str], row: Row) -> bool:
    """The rest of a row that a page break cut: no number and no content of its own to begin with."""
    if clean(words.get("number", "")):
        return False
    texts = {name: clean(text) for name, text in words.items() if clean(text)}
    content = texts.get("content") or texts.get("model") or texts.get("target") or ""
    if content and content[0].islower():
        return True
    agencies = any(texts.get(name) for name in ("lead", "implementers", "coordinators", "lead+coordinators"))
    if not content:
        return bool(texts) and not (row["number"] == "" and agencies and texts.get("schedule"))
    return False


def number_of(row: Row) -> str | None:
    """The printed number with the letter or Roman number of its part; a row without one takes its group's."""
    number = clean(row["number"]).rstrip(".)")
    if not number or not _NUMBER.match(number):
        number = row.group_number if row.group_number and row.alone else ""
    if not number:
        return None
    if row.part and not number.startswith(f"{row.part}."):
        return f"{row.part}.{number}"
    return number


# --- what a row becomes ----------------------------------------------------------------------------------------------


def task(row: Row, page: int | None, year: int | None, issued: date | None) -> dict | None:
    """The `tasks` row; None where the row has no content."""
    mark, content = mark_of(clean(row["content"]))
    if mark is not None and mark.kind in ("roman", "upper") and len(mark.number) == 1 and not row["number"]:
        content = clean(row["content"])
    content = ended(
        content
        if mark is None or mark.kind in ("dash", "plus", "dotted", "arabic", "roman", "upper", "lettered")
        else row["content"]
    )
    content = ended("\n".join(line for line in _unmarked(row["content"]))) if "\n" in row["content"] else content
    if not content:
        return None
    if row["lead+coordinators"]:
        who = phrases.parts(row["lead+coordinators"])
    elif row["lead"]:
        who = phrases.parts(row["lead"])
    else:
        who = phrases.parts(row["implementers"]) if row["implementers"] else phrases.Parts([], [])
    helpers = phrases.split(row["coordinators"]) if row["coordinators"] else []
    schedule = schedules.parse(_when(row["schedule"]), year=year, issued=issued) if clean(row["schedule"]) else None
    return {
        "number": number_of(row),
        "section": row.section,
        "content": content,
        "lead": who.lead,
        "coordinators": who.coordinate + [name for name in helpers if name not in who.coordinate],
        "deliverable": joined(_unmarked(row["deliverable"])) or None,
        "schedule": schedule.as_dict() if schedule else None,
        "source": {"page": page, "text": " | ".join(clean(text) for text in row.fields.values() if clean(text))},
        "doubt": schedule.warning if schedule else "",
        "own_number": bool(clean(row["number"])),
    }


def _unmarked(text: str) -> list[str]:
    """Lines without the dashes before them; items of a list stay parted by semicolons."""
    lines = [clean(line) for line in text.split("\n") if clean(line)]
    words = [re.sub(r"^[-–+•]\s*", "", line) for line in lines]
    for place, after in enumerate(lines[1:]):
        if re.match(r"[-–+•]", after) and not re.search(r"[.;:,]$", words[place]):
            words[place] += ";"
    return words


def _when(text: str) -> str:
    """Words of a schedule cell; "31/10/201 8" broken by a narrow column is one date again."""
    words = clean(text)
    words = re.sub(r"(?<=\d/\d{3}) (?=\d\b)", "", words)
    words = re.sub(r"(?<=\d/) (?=\d{4}\b)", "", words)
    return re.sub(r"(?<=[A-ZĐ]-) (?=[A-ZĐ]{2})", "", words)


def model(row: Row, page: int | None) -> dict | None:
    """The `models` row of a table of models."""
    name = clean(row["model"] or row["content"])
    if not name:
        return None
    lines = _unmarked(row["requirement"] or (row["content"] if row["model"] else ""))
    rows = requirements(lines)
    planned = schedules.cadence_of(row["schedule"]) if row["schedule"] else None
    for item in rows:
        item["cadence"] = item["cadence"] or (planned.as_dict() if planned else None)
    who = phrases.split(row["implementers"]) if row["implementers"] else []
    watch = phrases.parts(row["monitors"]) if row["monitors"] else phrases.Parts([], [])
    lead = phrases.parts(row["lead"]) if row["lead"] else phrases.Parts([], [])
    helpers = lead.coordinate + (phrases.split(row["coordinators"]) if row["coordinators"] else [])
    if not who:
        who = lead.lead + helpers
    elif not watch.lead:
        watch = phrases.Parts(lead.lead, helpers)
    return {
        "number": number_of(row),
        "name": model_name(mark_of(name)[1] if not re.match(r"(?:Mô hình|\d+ )", name) else name),
        "purpose": joined(_unmarked(row["purpose"])) or None,
        "requirements": rows,
        "implementers": who,
        "monitors": [{"name": item, "role": "lead"} for item in watch.lead]
        + [{"name": item, "role": "coordinate"} for item in watch.coordinate],
        "source": {"page": page, "text": " | ".join(clean(text) for text in row.fields.values() if clean(text))},
    }


def targets(row: Row, page: int | None, default_due: str | None) -> list[dict]:
    """One target for every year column that holds a figure, or one for a single column."""
    text = ended(mark_of(clean(row["target"] or row["content"]))[1])
    if not text:
        return []
    made = []
    for name, value in row.fields.items():
        if name.startswith("year "):
            found = figure(value)
            if found is not None:
                made.append((found, f"{name[5:]}-12-31", value))
    if not made:
        for value in (row["requirement"], row["deliverable"], text):
            found = figure(value) if value else None
            if found is not None:
                made.append((found, default_due, value))
                break
    unit = clean(row["unit"]) or None
    return [
        {
            "text": text,
            "value": value,
            "unit": unit or ("%" if "%" in printed or "%" in text else None),
            "due": due,
            "source": {"page": page, "text": f"{text}: {clean(printed)}"},
        }
        for value, due, printed in made
    ]


def figure(text: str) -> int | float | None:
    """The number of a cell: "≥ 95 %" is 95, "1.250" is 1250, "86,5" is 86.5."""
    found = re.search(r"\d+(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?", text)
    if not found:
        return None
    words = found.group()
    if re.fullmatch(r"\d+(?:\.\d{3})+(?:,\d+)?", words):
        words = words.replace(".", "")
    number = float(words.replace(",", "."))
    return int(number) if number == int(number) else number


def printed(value) -> str:
    """A cell of a spreadsheet as it is shown: a real date as dd/mm/yyyy, 3.0 as 3."""
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def kind_of(header: Header, title: str) -> str:
    """What the rows of a table are: models, targets or tasks."""
    if header.has("model") and (header.has("purpose", "requirement", "monitors") or "mo hinh" in search_key(title)):
        return "models"
    if (header.has("target") and not header.has("lead", "lead+coordinators")) or header.years:
        return "targets"
    return "tasks"
