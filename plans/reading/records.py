"""Models and activities written as labelled paragraphs under a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from agencies.vietnamese import search_key
from plans import schedules
from plans.reading import duties, phrases, prose
from plans.reading.blocks import clean, ended
from plans.reading.outline import Node
from plans.reading.vocabulary import MODEL_WORDS, label_of

AGENCY_FIELDS = ("implementers", "monitors", "lead", "coordinators")
_ORDER = re.compile(r"^(?:Giao|Đề nghị|Yêu cầu|Phân công)\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass
class Record:
    """A heading and the labelled paragraphs under it: per field the nodes in reading order, first words first."""

    node: Node
    fields: dict[str, list[list[str]]] = field(default_factory=dict)
    told: str = ""

    @property
    def heading(self) -> str:
        """What the record is called: the words of its paragraph that no field holds."""
        return self.told or self.node.text

    def words(self, name: str) -> str:
        return clean(" ".join(line for group in self.fields.get(name, []) for line in group))

    def lines(self, name: str) -> list[str]:
        return [line for group in self.fields.get(name, []) for line in group if line]


def find(root: Node) -> list[Record]:
    """Every record of the tree, in reading order."""
    owners: dict[int, Record] = {}
    for node in root.walk():
        name, _ = label_of(node.text)
        if name is None or node.parent is None:
            continue
        owner = _owner(node)
        if owner is not None and owner.mark is not None and id(owner) not in owners:
            owners[id(owner)] = Record(owner)
    records = []
    for record in owners.values():
        _fill(record, owners)
        named = [name for name in AGENCY_FIELDS if name in record.fields]
        if _is_purpose_section(record.node):
            continue
        if (named and len(record.fields) > 1) or (MODEL_WORDS.match(search_key(record.node.text)) and record.fields):
            records.append(record)
    return _in_order(root, records + _in_words(root, owners))


def _in_order(root: Node, records: list[Record]) -> list[Record]:
    place = {id(node): index for index, node in enumerate(root.walk())}
    return sorted(records, key=lambda record: place[id(record.node)])


def _in_words(root: Node, owners: dict[int, Record]) -> list[Record]:
    """Records of numbered paragraphs that say in running words who leads, outside the parts on duties and purposes."""
    shut = {id(node) for node in duties.sections(root)}
    found: list[Record] = []
    for node in root.walk():
        if node.mark is None or any(
            id(step) in shut or id(step) in owners or _is_purpose_section(step) for step in node.path()
        ):
            continue
        content, fields = prose.told(node.text)
        for child in node.nodes:
            if not child.nodes:
                fields |= prose.clauses([child.text])
        if content and {"lead", "implementers"} & fields.keys() and len(fields) > 1:
            found.append(Record(node, {name: [[words]] for name, words in fields.items()}, told=content))
    return found


def _is_purpose_section(node: Node) -> bool:
    return bool(re.match(r"(?:muc dich|muc tieu|quan diem|yeu cau)\b", search_key(node.text)))


def _owner(label: Node) -> Node | None:
    """The heading a labelled paragraph belongs to: the nearest one above it that is not inside another label."""
    owner, node = label.parent, label.parent
    while node is not None and node.mark is not None:
        if label_of(node.text)[0] is not None:
            owner = node.parent
        node = node.parent
    return owner


def _fill(record: Record, owners: dict[int, Record]) -> None:
    current: list[list[str]] | None = None
    for node in record.node.walk():
        if node is record.node or not node.text:
            continue
        if any(id(above) in owners and above is not record.node for above in _between(node, record.node)):
            continue
        if not label_of(node.text)[0]:
            if current:
                current[-1].append(node.text)
            continue
        for name, words in prose.labelled(node.text):
            current = record.fields.setdefault(name, [])
            current.append([words] if words else [])


def _between(node: Node, top: Node) -> list[Node]:
    """`node` and what stands between it and `top`."""
    held: list[Node] = []
    walker: Node | None = node
    while walker is not None and walker is not top:
        held.append(walker)
        walker = walker.parent
    return held


def is_model(record: Record) -> bool:
    """A model has a purpose or someone who watches, or is called one; an activity has a lead and a content."""
    if {"purpose", "monitors"} & record.fields.keys():
        return True
    return bool(MODEL_WORDS.match(search_key(record.node.text)))


# --- models ----------------------------------------------------------------------------------------------------------

_QUOTED = re.compile(r"^[“\"'‘«](?P<name>[^“”\"«»]+)[”\"'’»]$")


def model_name(heading: str) -> str:
    """A model's name without "Mô hình", its own number and quotes around all of it."""
    name = ended(heading)
    name = (
        re.sub(
            r"^(?:Sáng kiến|Cách làm hay|Giải pháp)(?:\s+(?:số\s+)?\d+)?\s*:\s*(?=\S)|^(?:Thực hiện\s+|Triển khai\s+|Xây dựng\s+)?Mô hình(?:\s+(?:số\s+|thứ\s+)?\d+(?:\.\d+)*\s*[.:)–-]?)?\s*:?\s*(?=\S)",
            "",
            name,
            flags=re.I,
        )
        or name
    )
    found = _QUOTED.match(ended(name))
    name = clean(found["name"]) if found else name
    return name[:1].upper() + name[1:]


def model(record: Record) -> dict:
    """The `models` row of a record."""
    fields = record.fields
    requirement_lines = record.lines("requirement")
    when = record.words("schedule")
    monitors_text = record.words("monitors")
    implementers = phrases.split("\n".join(record.lines("implementers")))
    monitors = phrases.parts(monitors_text) if monitors_text else phrases.Parts([], [])
    lead = phrases.parts("\n".join(record.lines("lead"))) if "lead" in fields else phrases.Parts([], [])
    helpers = phrases.split("\n".join(record.lines("coordinators")))
    if not implementers:
        implementers = lead.lead + lead.coordinate + helpers
    elif not monitors.lead:
        monitors = phrases.Parts(lead.lead, lead.coordinate + helpers)
    rows = requirements(requirement_lines)
    if when and rows:
        planned = schedules.cadence_of(when)
        for row in rows:
            row["cadence"] = row["cadence"] or (planned.as_dict() if planned else None)
    return {
        "number": _number(record.node),
        "name": model_name(record.heading),
        "purpose": joined(record.lines("purpose")) or None,
        "requirements": rows,
        "implementers": implementers,
        "monitors": [{"name": name, "role": "lead"} for name in monitors.lead]
        + [{"name": name, "role": "coordinate"} for name in monitors.coordinate],
        "source": {"page": record.node.page, "text": record.node.passage},
    }


def _number(node: Node) -> str | None:
    if node.kind == "model":
        return node.number
    found = re.match(r"Mô hình\s+(?:số\s+|thứ\s+)?(\d+(?:\.\d+)*)", node.text, re.I)
    return node.number or (found[1] if found else None) or None


def joined(lines: list[str]) -> str:
    """Paragraphs as one text; each but the last keeps its own punctuation."""
    return ended(" ".join(filter(None, map(clean, lines))))


_COMMUNE = r"(?:cap )?(?:xa|phuong|thi tran|dac khu)"
_DISTRICT = r"(?:cap )?(?:huyen|quan|thi xa|thanh pho)"
_OTHER = r"(?:cap )?(?:tinh|khom|ap|thon|to dan pho|trung uong|so)"
_ORGANS = r"(?:(?:cac |doi voi |o |tai |ve phia |rieng |cap )*(?:co quan|don vi|phong|ban|nganh|ubnd|uy ban nhan dan|chinh quyen|dia phuong|chuyen mon|hanh chinh|su nghiep|va|thuoc|cap)[ ,]*)*"
_LEVEL = re.compile(
    rf"(?:doi voi |o |tai |ve phia |rieng )*(?:cac )?{_ORGANS}(?:cac )?(?P<level>{_COMMUNE}(?:[ ,/va]*{_COMMUNE})*|{_DISTRICT}(?:[ ,/va]*{_DISTRICT})*|{_OTHER}(?:[ ,/va]*{_OTHER})*)(?: thuc hien| to chuc)?"
)


def level_of(text: str) -> tuple[str | None, str] | None:
    """(level, rest) of a paragraph that begins with a level's label; None for one without. Other levels are None."""
    head, sign, rest = text.partition(":")
    if not sign or len(head) > 70:
        return None
    found = _LEVEL.fullmatch(search_key(head))
    if not found:
        return None
    level = found["level"]
    if re.fullmatch(rf"{_COMMUNE}(?:[ ,/va]*{_COMMUNE})*", level):
        return "commune", rest.strip()
    if re.fullmatch(rf"{_DISTRICT}(?:[ ,/va]*{_DISTRICT})*", level):
        return "district", rest.strip()
    return None, text


def requirements(lines: list[str]) -> list[dict]:
    """One row per level where every paragraph stands under a level's label, else one row of all the text."""
    rows: list[tuple[str | None, list[str]]] = []
    labelled = 0
    for line in lines:
        found = level_of(line)
        if found:
            labelled += 1
            rows.append((found[0], [found[1]] if found[1] else []))
        elif (rows and labelled) or rows:
            rows[-1][1].append(line)
        else:
            rows.append((None, [line]))
    if labelled < 1:
        rows = [(None, lines)] if lines else []
    made = []
    for level, words in rows:
        text = joined(words)
        if text:
            cadence = schedules.cadence_of(text)
            made.append({"level": level, "text": text, "cadence": cadence.as_dict() if cadence else None})
    return made


# --- activities ------------------------------------------------------------------------------------------------------


def activity(record: Record, year: int | None, issued) -> dict:
    """The `tasks` row of an activity in an outline; its number is the path of marks ("III.2.a")."""
    lead = phrases.parts("\n".join(record.lines("lead") or record.lines("implementers")))
    helpers = phrases.parts("\n".join(record.lines("coordinators")))
    content = joined(record.lines("requirement")) or ended(record.heading)
    when = record.words("schedule")
    schedule = schedules.parse(when, year=year, issued=issued) if when else None
    above = [node for node in record.node.path()[:-1] if node.text]
    return {
        "number": outline_number(record.node),
        "section": ended(above[-1].text) if above else None,
        "content": content,
        "lead": lead.lead,
        "coordinators": lead.coordinate
        + [name for name in helpers.lead + helpers.coordinate if name not in lead.coordinate],
        "deliverable": joined(record.lines("deliverable")) or None,
        "schedule": schedule.as_dict() if schedule else None,
        "source": {"page": record.node.page, "text": record.node.passage},
        "doubt": schedule.warning if schedule else "",
    }


def outline_number(node: Node) -> str | None:
    """ "III.2.a": the numbers from the first heading down; a dotted number already holds those above it."""
    parts: list[str] = []
    for step in node.path():
        if not step.number or step.kind in ("annex", "article"):
            continue
        if step.kind == "dotted":
            parts = [part for part in parts if not part.isdigit() and "." not in part]
        parts.append(step.number)
    return ".".join(parts) or None


def beside(found: list[Record]) -> list[Node]:
    """Paragraphs numbered like the records beside them that became none ("10. Giao Phòng Nội vụ …")."""
    held = {id(record.node) for record in found}
    families: dict[tuple[int, str], list[Record]] = {}
    for record in found:
        families.setdefault((id(record.node.parent), record.node.kind), []).append(record)
    return [
        node
        for (_, kind), records in families.items()
        for node in records[0].node.parent.nodes
        if node.kind == kind
        and id(node) not in held
        and node.text
        and not any(id(inner) in held for inner in node.walk())
    ]


def is_order(node: Node) -> bool:
    """Does the paragraph give one office something to do ("Giao Phòng Nội vụ …")?"""
    return any(_ORDER.match(text) for text in node.texts()[:2])
