"""The targets of a plan as lines of an amendment, and what differs between two states of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from agencies.vietnamese import format_date, format_number
from plans.models import Amendment, Direction, Plan, Target
from plans.services.field_changes import AMENDED_MEANWHILE, EMPTY, FieldChange, in_words, marked
from workflow.transitions import NotAllowed

# What an amendment may change of a target, in the order of the page; the milestones beside it.
FIELDS = ("text", "direction", "value", "unit", "due")
COLUMNS = {column.name: column for column in Target._meta.fields}


@dataclass(frozen=True)
class TargetLine:
    """One target of a plan: `value` in `unit`, `steps` the values of years on the way as (year, value).

    `target` is the id of the plan's own target it comes from, None for a new one.
    """

    text: str
    direction: str = Direction.AT_LEAST
    value: Decimal | None = None
    unit: str = ""
    due: date | None = None
    steps: tuple[tuple[int, Decimal], ...] = ()
    target: int | None = None

    # As a line of orders has them, for the page that lists both.
    number = ""

    @property
    def when(self) -> str:
        return format_date(self.due)

    @property
    def goal(self) -> str:
        """ít nhất 80 %; hạng 4 trở lên; có"""
        if self.direction == Direction.YES_NO:
            return "có"
        if self.value is None:
            return ""
        if self.direction == Direction.RANK:
            return f"hạng {format_number(self.value)} trở lên"
        return f"{Direction(self.direction).label} {format_number(self.value)} {self.unit}".strip()

    @property
    def title(self) -> str:
        due = f"đến {self.when}" if self.due else ""
        aim = ", ".join(part for part in (self.goal, due) if part)
        return f"Chỉ tiêu: {self.text}" + (f" ({aim})" if aim else "")


def target_line(target: Target) -> TargetLine:
    """A target as a line; its milestones should be prefetched."""
    values = {name: getattr(target, name) for name in FIELDS}
    return TargetLine(
        **values, steps=tuple((step.year, step.value) for step in target.milestones.all()), target=target.pk
    )


def targets_of(plan: Plan) -> list[TargetLine]:
    """The plan's current targets as lines; two statements."""
    return [target_line(target) for target in plan.targets.current().prefetch_related("milestones")]


def as_json(line: TargetLine | None) -> dict | None:
    """A line as JSON; `from_json` reads it back."""
    if line is None:
        return None
    return {
        "target": line.target,
        "text": line.text,
        "direction": line.direction,
        "value": None if line.value is None else str(line.value),
        "unit": line.unit,
        "due": line.due and line.due.isoformat(),
        "steps": [[year, str(value)] for year, value in line.steps],
    }


def from_json(kept: dict) -> TargetLine:
    return TargetLine(
        text=kept["text"],
        direction=kept["direction"],
        value=None if kept["value"] is None else Decimal(kept["value"]),
        unit=kept["unit"],
        due=date.fromisoformat(kept["due"]) if kept["due"] else None,
        steps=tuple((year, Decimal(value)) for year, value in kept["steps"]),
        target=kept["target"],
    )


@dataclass
class TargetChange:
    """A target added (`before` None), removed (`after` None) or changed."""

    before: TargetLine | None
    after: TargetLine | None

    # For the page: nobody carries a target out.
    of_target = True

    @property
    def line(self) -> TargetLine:
        line = self.after or self.before
        assert line is not None
        return line

    @property
    def new_goal(self) -> bool:
        """Something else is aimed at; otherwise only the words are put right."""
        if self.before is None or self.after is None:
            return False
        return replace(self.before, text=self.after.text) != self.after

    @property
    def ends(self) -> bool:
        """The plan's own target takes no more values: another takes its place, or none."""
        return self.before is not None and (self.after is None or self.new_goal)

    @cached_property
    def fields(self) -> list[FieldChange]:
        if self.before is None or self.after is None:
            return []
        found = []
        for name in FIELDS:
            old, new = getattr(self.before, name), getattr(self.after, name)
            if old != new:
                column = COLUMNS[name]
                words = marked(old, new) if name == "text" else ()
                label = str(column.verbose_name).capitalize()
                found.append(FieldChange(label, in_words(column, old), in_words(column, new), words))
        if self.before.steps != self.after.steps:
            found.append(FieldChange("Mốc từng năm", _steps(self.before), _steps(self.after)))
        return found


def _steps(line: TargetLine) -> str:
    return "; ".join(f"{year}: {format_number(value)}" for year, value in line.steps) or EMPTY


def target_changes(current: Iterable[TargetLine], wanted: Iterable[TargetLine]) -> list[TargetChange]:
    """What makes the targets `current` the `wanted` ones. Raises `NotAllowed` for one the plan no longer has."""
    left = {line.target: line for line in current}
    found = []
    for line in wanted:
        if line.target is None:
            found.append(TargetChange(None, line))
        elif line.target not in left:
            raise NotAllowed(AMENDED_MEANWHILE)
        elif line != (before := left.pop(line.target)):
            found.append(TargetChange(before, line))
    return found + [TargetChange(line, None) for line in left.values()]


def target_rows(changes: Iterable[TargetChange], *, taken: Iterable[str] = ()) -> dict[str, dict]:
    """The changes as rows of an amendment (`Amendment.targets`); new lines go under keys that are not `taken`."""
    rows: dict[str, dict] = {}
    for change in changes:
        key = Amendment.new_key([*taken, *rows]) if change.before is None else str(change.before.target)
        rows[key] = {name: as_json(line) for name, line in (("was", change.before), ("line", change.after)) if line}
    return rows


def changes_from(kept: Iterable[list[dict | None]]) -> list[TargetChange]:
    """The changes a version of the plan keeps as pairs of lines."""
    return [TargetChange(*(from_json(line) if line else None for line in pair)) for pair in kept]
