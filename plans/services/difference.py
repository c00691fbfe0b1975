"""A plan as lines, and what differs between two states of it: before an amendment is made, and in its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from agencies.models import Agency
from agencies.vietnamese import format_date, join_words
from models_registry.models import ReformModel
from plans.models import Assignment, Cadence, Nature, Order, OrderKind, Part, PartKind, Plan
from plans.querysets import DOING
from plans.services.field_changes import AMENDED_MEANWHILE, FieldChange, in_words, marked
from plans.services.issuing import STRENGTH, Expansion
from plans.services.target_lines import TargetChange, changes_from
from workflow.transitions import NotAllowed

# What an amendment may change of an order, in the order of the page.
FIELDS = (
    "number",
    "section",
    "text",
    "deliverable",
    "schedule_text",
    "starts",
    "due",
    "schedule_kind",
    "nature",
    "cadence_per",
    "cadence_times",
    "scope",
    "level",
    "count_label",
    "count_unit",
    "asks_evidence",
    "asks_confirmation",
    "asks_child_plan",
)
COLUMNS = {column.name: column for column in Order._meta.fields}
# Another rhythm is another order: the periods before it stay judged by the old one.
RHYTHM = ("nature", "scope", "cadence_per", "cadence_times")
FRAME_LABELS = {
    "title": "Trích yếu",
    "short_title": "Tên gọn",
    "period_start": "Thực hiện từ ngày",
    "period_end": "Đến hết ngày",
    "bases": "Căn cứ",
}
# Long enough to be shown word by word.
WORDY = ("text", "deliverable")


@dataclass(frozen=True)
class Named:
    """Who has which part (PartKind) in a line: the id of an agency or of a group. `name` is for people."""

    part: str
    agency: int | None = None
    group: int | None = None
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class NewModel:
    """A model the plan did not order before; lines with an equal one belong together."""

    reform_model: ReformModel
    number: str
    name: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Line:
    """One order of a plan. `values` has a value for each of FIELDS (absent ones take the model's default).

    `order` is the id of the plan's own order it comes from, None for a new line; `plan_model` the id of the plan's
    model a requirement belongs to, or `new_model`; a line with neither is a task.
    """

    values: dict[str, object]
    parts: frozenset[Named] = frozenset()
    order: int | None = None
    plan_model: int | None = None
    new_model: NewModel | None = None

    def value(self, name: str):
        return self.values.get(name, COLUMNS[name].get_default())

    @property
    def number(self) -> str:
        return str(self.value("number"))

    @property
    def text(self) -> str:
        return str(self.value("text"))

    @property
    def title(self) -> str:
        return f"{self.number} {self.text}".strip()

    @property
    def when(self) -> str:
        """Its time as the plan words it, else its rhythm ("mỗi tháng ít nhất 01 kỳ") or its day; "" for lasting work."""
        if words := self.value("schedule_text"):
            return str(words)
        if self.value("nature") == Nature.CADENCE:
            per, unit = Cadence(self.value("cadence_per")).label, self.value("count_unit") or "lần"
            return f"mỗi {per} ít nhất {self.value('cadence_times'):02} {unit}"
        if self.value("nature") == Nature.ON_DEMAND:
            return str(Nature.ON_DEMAND.label)
        return format_date(self.value("due"))

    @property
    def kind(self) -> str:
        return OrderKind.REQUIREMENT if self.plan_model or self.new_model else OrderKind.TASK


def _parts() -> Prefetch:
    return Prefetch("parts", Part.objects.select_related("agency", "group"))


def line_of(order: Order) -> Line:
    """An order as a line; its parts with agencies and groups should be prefetched."""
    parts = frozenset(
        Named(
            part.part,
            part.agency_id,
            part.group_id,
            part.agency.short_name if part.agency_id else part.group.name,
        )
        for part in order.parts.all()
    )
    values = {name: getattr(order, name) for name in FIELDS}
    return Line(values, parts, order=order.pk, plan_model=order.plan_model_id)


def content_of(plan: Plan) -> list[Line]:
    """The plan's current orders as lines; two statements."""
    orders = plan.orders.current().prefetch_related(_parts()).order_by("position", "pk")
    return [line_of(order) for order in orders]


def _field_changes(before: Line, after: Line) -> list[FieldChange]:
    found = []
    for name in FIELDS:
        old, new = before.value(name), after.value(name)
        # Its kind follows from the words and the day, which are shown.
        if old == new or (name == "schedule_kind" and found):
            continue
        label = str(COLUMNS[name].verbose_name).capitalize()
        words = marked(str(old), str(new)) if name in WORDY and old and new else ()
        found.append(FieldChange(label, in_words(COLUMNS[name], old), in_words(COLUMNS[name], new), words))
    for kind in PartKind:
        old, new = ({part for part in line.parts if part.part == kind} for line in (before, after))
        if old != new:
            was, now = (join_words(sorted(part.name for part in parts)) or "không" for parts in (old, new))
            found.append(FieldChange(kind.label.capitalize(), was, now))
    return found


@dataclass
class Change:
    """A line added (`before` None), removed (`after` None) or changed, and whom it touches.

    `joining`, `leaving` and `staying` are agencies that carry it out; `done` counts those of them that already handed
    in. Empty in the history of a plan, where only the words are compared.
    """

    before: Line | None
    after: Line | None
    joining: list[Agency] = field(default_factory=list)
    leaving: list[Agency] = field(default_factory=list)
    staying: list[Agency] = field(default_factory=list)
    done: int = 0

    @cached_property
    def fields(self) -> list[FieldChange]:
        return _field_changes(self.before, self.after) if self.before and self.after else []

    @property
    def line(self) -> Line:
        return self.after or self.before

    @property
    def new_rhythm(self) -> bool:
        """The order is followed anew from the amendment on; what was logged stays with the old one."""
        return bool(
            self.before and self.after and any(self.before.value(name) != self.after.value(name) for name in RHYTHM)
        )


@dataclass
class Difference:
    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    targets: list[TargetChange] = field(default_factory=list)
    # Title, period and bases of the plan itself, before and after: see `frame.frame_change`.
    frame: dict[str, list[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.targets or self.frame)

    @property
    def frame_fields(self) -> list[FieldChange]:
        found = []
        for name, label in FRAME_LABELS.items():
            if name in self.frame:
                before, after = self.frame[name]
                if name in ("period_start", "period_end"):
                    before, after = (format_date(date.fromisoformat(text)) for text in (before, after))
                words = marked(before, after) if name in ("title", "bases") and before and after else ()
                found.append(FieldChange(label, before or "để trống", after or "để trống", words))
        return found

    @property
    def groups(self) -> list[tuple[str, str, list[Change | TargetChange]]]:
        """(slug, heading, changes) of what there is to show, targets after the work."""
        added = [change for change in self.targets if change.before is None]
        removed = [change for change in self.targets if change.after is None]
        changed = [change for change in self.targets if change.fields]
        rows = [
            ("them", "Thêm", [*self.added, *added]),
            ("thay", "Thay đổi", [*self.changed, *changed]),
            ("bo", "Bỏ", [*self.removed, *removed]),
        ]
        return [row for row in rows if row[2]]

    @property
    def touched(self) -> dict[Agency, list[int]]:
        """Agency -> how many lines are new, changed, gone for it."""
        found: dict[Agency, list[int]] = {}
        for change in (*self.added, *self.changed, *self.removed):
            for place, agencies in enumerate((change.joining, change.staying, change.leaving)):
                for agency in agencies:
                    found.setdefault(agency, [0, 0, 0])[place] += 1
        return found

    @property
    def words(self) -> str:
        """thêm 2, thay đổi 1, bỏ 1"""
        counts = [f"{heading.lower()} {len(changes)}" for _, heading, changes in self.groups]
        labels = [row.label.lower() for row in self.frame_fields]
        return join_words(counts + ([f"sửa {', '.join(labels)}"] if labels else []))


class Units:
    """On which agencies some lines fall on a day; what they name is read together, once."""

    def __init__(self, lines: Iterable[Line], *, on: date):
        named = [part for line in lines for part in line.parts]
        self._expansion = Expansion(
            agencies=(part.agency for part in named), groups=(part.group for part in named), on=on
        )

    def of(self, line: Line) -> dict[Agency, set[str]]:
        """Agency -> its parts in the line: the strongest of leading, carrying out and helping, and watching beside it."""
        level = str(line.value("level"))
        held: dict[Agency, set[str]] = {}
        rank = {str(kind): place for place, kind in enumerate(STRENGTH)}
        for named in sorted(line.parts, key=lambda part: rank.get(part.part, len(rank))):
            for agency in self._expansion.of(named.part, agency=named.agency, group=named.group, level=level):
                kinds = held.setdefault(agency, set())
                if named.part not in rank or kinds.isdisjoint(rank):
                    kinds.add(str(named.part))
        return held


def _sorted(agencies: Iterable[Agency]) -> list[Agency]:
    return sorted(agencies, key=lambda agency: (agency.level, agency.order, agency.pk))


def difference(
    plan: Plan,
    content: Iterable[Line],
    *,
    on: date,
    current: Iterable[Line] | None = None,
    frame: dict[str, list[str]] | None = None,
    targets: Iterable[TargetChange] = (),
) -> Difference:
    """What differs between the plan as it stands and a proposed content, and whom it touches as groups stand on a day.

    `current` is `content_of` the plan where it was read already; what differs of targets and of the plan itself is
    taken over. Raises `NotAllowed` where the content speaks of an order the plan no longer has.
    """
    held_lines = {line.order: line for line in (content_of(plan) if current is None else current)}
    held: dict[int, dict[Agency, bool]] = {}
    rows = Assignment.objects.filter(order__in=held_lines, part__in=DOING).select_related("kept_by")
    for row in rows:
        held.setdefault(row.order_id, {})[row.kept_by] = row.done_on is not None
    content = list(content)
    units, found, seen = Units(content, on=on), Difference(targets=list(targets), frame=frame or {}), set()
    for line in content:
        if line.order is None:
            found.added.append(Change(None, line, joining=_doing(units, line)))
            continue
        before = held_lines.get(line.order)
        if before is None or line.order in seen:
            raise NotAllowed(AMENDED_MEANWHILE)
        seen.add(line.order)
        change = Change(before, line)
        if change.fields:
            had, will = held.get(line.order, {}), set(_doing(units, line))
            change.joining = _sorted(will - had.keys())
            change.leaving = _sorted(had.keys() - will)
            change.staying = _sorted(had.keys() & will)
            change.done = sum(had[agency] for agency in change.staying)
            found.changed.append(change)
    for pk, line in held_lines.items():
        if pk not in seen:
            had = held.get(pk, {})
            found.removed.append(Change(line, None, leaving=_sorted(had), done=sum(had.values())))
    return found


def _doing(units: Units, line: Line) -> list[Agency]:
    return _sorted(agency for agency, kinds in units.of(line).items() if kinds.intersection(DOING))


def differences_of(plan: Plan) -> dict[int, Difference]:
    """Version id -> what that amendment changed, from the rows it left; three statements.

    A row that an amendment dropped was changed where another row replaces it, else removed; a row that came with an
    amendment and replaces none was added.
    """
    orders = list(plan.orders.prefetch_related(_parts()).order_by("position", "pk"))
    after = {order.replaces_id: order for order in orders if order.replaces_id}
    first = next((version.pk for version in plan.versions.all() if version.number == 0), None)
    found = {
        version.pk: Difference(targets=changes_from(version.targets), frame=version.frame)
        for version in plan.versions.all()
        if version.frame or version.targets
    }
    for order in orders:
        if order.dropped_in_id:
            entry = found.setdefault(order.dropped_in_id, Difference())
            if new := after.get(order.pk):
                entry.changed.append(Change(line_of(order), line_of(new)))
            else:
                entry.removed.append(Change(line_of(order), None))
        if order.added_in_id not in (None, first) and order.replaces_id is None:
            found.setdefault(order.added_in_id, Difference()).added.append(Change(None, line_of(order)))
    return found
