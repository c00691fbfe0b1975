"""The editor as a page needs it: parts with their counts, rows with fields, doubts, agencies and what was understood."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agencies import clock
from agencies.matching import Match, Matcher
from agencies.models import AgencyKind, Level
from agencies.vietnamese import format_date, join_words
from models_registry.models import ReformModel
from plans.editing.days import schedule_of
from plans.editing.fields import FIELDS, KINDS, Field, lines_of
from plans.editing.rows import phrases_of, plan_row, shown_rows, title_of
from plans.editing.writing import registry_model
from plans.models import Cadence, Nature, Reading, ScheduleKind

# slug, label, kinds in it, what an added row is called
PARTS = (
    ("van-ban", "Văn bản", ("plan", "basis")),
    ("mo-hinh", "Mô hình", ("model", "requirement")),
    ("nhiem-vu", "Nhiệm vụ", ("task",)),
    ("chi-tieu", "Chỉ tiêu", ("target",)),
    ("trach-nhiem", "Trách nhiệm", ("responsibility",)),
    ("bao-cao", "Chế độ báo cáo", ("reporting",)),
)
AGENCIES = "co-quan"
PART_OF = {kind: slug for slug, _, kinds in PARTS for kind in kinds}
ADDING = {
    "basis": "Thêm căn cứ",
    "model": "Thêm mô hình",
    "requirement": "Thêm yêu cầu",
    "task": "Thêm nhiệm vụ",
    "target": "Thêm chỉ tiêu",
    "responsibility": "Thêm cơ quan",
    "reporting": "Thêm chế độ báo cáo",
}


@dataclass
class Bound:
    """A field with its value, the doubts about it and the agencies it names."""

    field: Field
    value: str
    doubts: list[dict]
    matches: list[Match] = dataclasses.field(default_factory=list)

    @property
    def doubtful(self) -> bool:
        return any(not doubt["done"] for doubt in self.doubts)

    @property
    def lines(self) -> int:
        """Rows of a text box before the browser fits it to its words."""
        return max(1, min(8, self.value.count("\n") + 1 + len(self.value) // 90))


@dataclass
class Shown:
    """A row of the editor."""

    row: dict
    fields: list[Bound]
    children: list[Shown] = dataclasses.field(default_factory=list)
    schedule: dict | None = None
    known_model: ReformModel | None = None

    @property
    def ident(self) -> str:
        return self.row["id"]

    @property
    def kind(self) -> str:
        return self.row["kind"]

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        return title_of(self.row)

    @property
    def number(self) -> str:
        return self.row["fields"].get("number", "") if self.kind in ("model", "task") else ""

    @property
    def source(self) -> dict | None:
        return self.row["source"]

    @property
    def doubts(self) -> list[dict]:
        """Open doubts with their place, and the field each is about."""
        return [doubt | {"place": place} for place, doubt in enumerate(self.row["doubts"]) if not doubt["done"]]

    @property
    def own_doubts(self) -> list[dict]:
        """Open doubts that no field of the row shows."""
        names = {bound.field.name for bound in self.fields}
        return [doubt for doubt in self.doubts if doubt["field"] not in names]

    @property
    def doubt_count(self) -> int:
        return len(self.doubts) + sum(child.doubt_count for child in self.children)

    @property
    def matches(self) -> list[Match]:
        return [match for bound in self.fields for match in bound.matches]

    @property
    def unknown(self) -> int:
        return sum(not match.is_known for match in self.matches)

    @property
    def is_sure(self) -> bool:
        return not self.doubt_count and not self.unknown

    @property
    def understood(self) -> str:
        return schedule_words(self.schedule)

    @property
    def facts(self) -> str:
        """What a folded row says beside its name."""
        fields = self.row["fields"]
        if self.kind == "model":
            return " · ".join(dict.fromkeys(cadence_words(child.row["fields"]) for child in self.children))
        if self.kind == "task":
            return self.understood
        if self.kind == "basis":
            return ", ".join(part for part in (fields["date"] and f"ngày {fields['date']}", fields["issuer"]) if part)
        if self.kind == "target":
            return f"{fields['value']} {fields['unit']}".strip()
        return ""


def cadence_words(fields: dict[str, str]) -> str:
    """mỗi quý 1 kỳ · khi phát sinh · một lần"""
    if fields.get("nature") != Nature.CADENCE:
        return Nature(fields["nature"]).label if fields.get("nature") in Nature.values else ""
    per = Cadence(fields["cadence_per"]).label if fields.get("cadence_per") else "…"
    return f"mỗi {per} {fields.get('cadence_times') or 1} {fields.get('count_unit') or 'lần'}"


def schedule_words(schedule: dict | None) -> str:
    """What was understood of a deadline, in words: "từ 01/02/2021, hạn 30/06/2021", "định kỳ mỗi quý", "thường xuyên"."""
    if schedule is None:
        return "chưa ghi thời gian"
    start, due = (_date(schedule.get(name)) for name in ("start", "due"))
    if due:
        return f"từ {start}, hạn {due}" if start else f"hạn {due}"
    if start:
        return f"từ {start}, không có hạn"
    kind = ScheduleKind(schedule["kind"].upper())
    cadence = schedule.get("cadence")
    words = {"ONGOING": "thường xuyên, không có hạn", "RECURRING": "định kỳ", "EVENT": "theo sự việc, không tính hạn"}
    text = words.get(kind, "chưa tính được hạn")
    if not cadence:
        return text
    per = Cadence(cadence["per"].upper()).label
    return f"{text}, mỗi {per}" + (f" {cadence['times']} lần" if cadence.get("times", 1) > 1 else "")


def _date(text: str | None) -> str:
    return format_date(date.fromisoformat(text)) if text else ""


@dataclass
class Named:
    """A printed name of the document: what it means, how often and where it stands."""

    match: Match
    printed: list[str]
    count: int
    members: list

    @property
    def rule_words(self) -> str:
        """The sorts of agencies the phrase means: "cơ quan chuyên môn, đơn vị sự nghiệp và ủy ban nhân dân"."""
        return join_words([AgencyKind(kind).label.lower() for kind in self.match.kinds])


class Editor:
    """One reading, shown; the registry is read once, when agencies are asked for."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.plan = plan_row(reading)["fields"] if reading.rows else {}

    agency_kinds = AgencyKind.choices
    levels = Level.choices

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.reading.authority, on=clock.today())

    @cached_property
    def registry(self) -> list[ReformModel]:
        return list(ReformModel.objects.all())

    def show(self, row: dict) -> Shown:
        fields = row["fields"]
        bound = []
        for item in FIELDS[row["kind"]]:
            value = fields.get(item.name, "")
            doubts = [doubt for doubt in row["doubts"] if doubt["field"] == item.name]
            matches = [self.matcher.find(line) for line in lines_of(value)] if self._is_matched(row, item) else []
            bound.append(Bound(item, value, doubts, matches))
        shown = Shown(row, bound)
        if row["kind"] == "task":
            shown.schedule = schedule_of(fields, self.plan)
        if row["kind"] == "model":
            shown.known_model = registry_model(fields["name"], self.registry)
            shown.children = [
                self.show(child)
                for child in self.reading.rows
                if child["parent"] == row["id"] and child["kind"] == "requirement"
            ]
        return shown

    def _is_matched(self, row: dict, item: Field) -> bool:
        return item.kind == "agencies" and row["kind"] in ("model", "task")

    def rows_of(self, *kinds: str) -> list[Shown]:
        """Rows of some kinds in their order; those laid aside stay where they are."""
        return [self.show(row) for row in self.reading.rows if row["kind"] in kinds]

    def tabs(self, current: str) -> list[dict]:
        rows = []
        for slug, label, kinds in PARTS:
            alike = [row for row in self.reading.rows if row["kind"] in kinds]
            main = kinds[-1] if slug == "van-ban" else kinds[0]
            rows.append(
                {
                    "slug": slug,
                    "label": label,
                    "count": len(shown_rows(self.reading, main)),
                    "doubts": sum(not d["done"] for row in alike if not row["dropped"] for d in row["doubts"]),
                    "current": slug == current,
                }
            )
        unknown = sum(not named.match.is_known for named in self.names)
        names = {"slug": AGENCIES, "label": "Cơ quan", "count": len(self.names), "doubts": unknown}
        return [*rows, names | {"current": current == AGENCIES}]

    @cached_property
    def names(self) -> list[Named]:
        """Printed names by meaning: those nobody matched first, then proposals, then the rest."""
        found: dict[str, Named] = {}
        for kind in ("model", "task"):
            for row in shown_rows(self.reading, kind):
                for phrase in phrases_of(row):
                    match = self.matcher.find(phrase)
                    named = found.setdefault(match.key, Named(match, [], 0, []))
                    named.count += 1
                    if phrase not in named.printed:
                        named.printed.append(phrase)
        order = {"unknown": 0, "likely": 1}
        return sorted(found.values(), key=lambda named: order.get(named.match.how, 2))

    def with_members(self) -> list[Named]:
        for named in self.names:
            if named.match.group:
                named.members = self.matcher.members(named.match.group)
        return self.names

    @property
    def doubts(self) -> list[dict]:
        """Every doubt in the order of the document, numbered, with the place where it is settled."""
        found = []
        for place, doubt in enumerate(self.reading.doubts):
            found.append(doubt | {"ident": "", "place": place, "part": "", "about": "Văn bản"})
        for row in self.reading.rows:
            if row["dropped"]:
                continue
            for place, doubt in enumerate(row["doubts"]):
                about = KINDS[row["kind"]]
                if number := row["fields"].get("number"):
                    about = f"{about} {number}" if row["kind"] in ("model", "task") else about
                found.append(doubt | {"ident": row["id"], "place": place, "part": PART_OF[row["kind"]], "about": about})
        return [doubt | {"number": number} for number, doubt in enumerate(found, start=1)]
