"""A reading against a plan in force: which rows speak of which orders, and the amendment they amount to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from django.db import transaction

from agencies import clock
from agencies.matching import Matcher
from agencies.models import Agency, User
from agencies.vietnamese import search_key
from plans.editing.gaps import unknown_phrases
from plans.editing.rows import plan_row, shown_rows
from plans.editing.writing import (
    Registry,
    Share,
    registry_model,
    requirement_parts,
    requirement_values,
    target_values,
    task_parts,
    task_values,
)
from plans.models import OrderKind, PartKind, Plan, PlanModel, Reading, ReadingState
from plans.services import put_content
from plans.services.difference import Line, Named, NewModel, content_of
from plans.services.target_lines import TargetLine, targets_of
from workflow.transitions import NotAllowed

# How alike the words of two rows are that speak of one order: alone, and with the same number beside them.
ALIKE, ALIKE_NUMBERED = 0.82, 0.5
# What a document seldom says and people settled when the plan was recorded: kept from the plan.
SETTLED = ("nature", "scope", "count_unit", "count_label")
TIMED = ("schedule_kind", "schedule_text", "starts", "due", "cadence_per", "cadence_times")


class Comparison:
    """The lines a plan would have after a reading. `kept` and `kept_targets` are those the reading does not speak of."""

    def __init__(self, reading: Reading, plan: Plan, matcher: Matcher, *, saves: bool = False):
        """`saves`: models the registry lacks are added to it, as putting the lines anywhere needs."""
        self.reading, self.plan, self.matcher = reading, plan, matcher
        self.current = content_of(plan)
        self.free = {line.order: line for line in self.current}
        self.said: list[Line] = []
        self.registry = Registry(origin=str(plan), saves=saves)
        self._models()
        self._tasks()
        self.kept = list(self.free.values())
        self.current_targets = targets_of(plan)
        self.said_targets, self.kept_targets = _said_targets(reading, self.current_targets)
        # A document without any target leaves those of the plan as they are; they are no part of the comparison.
        self.about_targets = bool(self.said_targets)

    @property
    def size(self) -> int:
        """How many orders and targets the plan has."""
        return len(self.current) + (len(self.current_targets) if self.about_targets else 0)

    @property
    def left_out(self) -> int:
        """How many of them the reading does not speak of."""
        return len(self.kept) + (len(self.kept_targets) if self.about_targets else 0)

    @property
    def is_whole(self) -> bool:
        """The document writes the plan anew, not only some rows of it: it speaks of most of it."""
        return self.left_out * 2 <= self.size

    def content(self, *, whole: bool) -> list[Line]:
        """Every line of the amended plan; `whole`: what the document does not speak of is no longer ordered."""
        return self.said if whole else [*self.said, *self.kept]

    def targets(self, *, whole: bool) -> list[TargetLine]:
        """Every target of the amended plan, as `content` has the orders."""
        return self.said_targets if whole and self.about_targets else [*self.said_targets, *self.kept_targets]

    def _models(self) -> None:
        models = list(self.plan.plan_models.filter(dropped_in=None).select_related("reform_model"))
        for row in shown_rows(self.reading, "model"):
            fields = row["fields"]
            ordered = self._model(fields, models)
            new = (
                None
                if ordered
                else NewModel(self.registry.of(fields), fields["number"], fields["name"], fields["purpose"])
            )
            mine = [line for line in self.free.values() if ordered and line.plan_model == ordered.pk]
            for asked in shown_rows(self.reading, "requirement", row["id"]):
                values = requirement_values(asked["fields"], fields["number"])
                same_level = [line for line in mine if line.value("level") == values["level"]]
                before = _best(values, same_level, alone=len(same_level) == 1)
                if before:
                    mine.remove(before)
                parts = requirement_parts(fields, values["level"], self.matcher)
                doing = (PartKind.LEAD, PartKind.IMPLEMENT)
                self._say(before, values, parts, doing, plan_model=ordered, new_model=new)

    def _model(self, fields: dict[str, str], models: list[PlanModel]) -> PlanModel | None:
        known = registry_model(fields["name"], [model.reform_model for model in models])
        found = next((model for model in models if model.reform_model == known), None)
        return found or next(
            (
                model
                for model in models
                if model.number == fields["number"] and _likeness(model.name, fields["name"]) >= ALIKE_NUMBERED
            ),
            None,
        )

    def _tasks(self) -> None:
        frame = plan_row(self.reading)["fields"] | {"period_start": f"{self.plan.period_start:%d/%m/%Y}"}
        for row in shown_rows(self.reading, "task"):
            values = task_values(row["fields"], frame)
            tasks = [line for line in self.free.values() if line.kind == OrderKind.TASK]
            self._say(
                _best(values, tasks),
                values,
                task_parts(row["fields"], self.matcher),
                (PartKind.LEAD, PartKind.IMPLEMENT),
            )

    def _say(
        self, before: Line | None, values: dict, parts: list[Share], doing, *, plan_model=None, new_model=None
    ) -> None:
        """Adds the line of one row; beside an order of the plan only what the row says otherwise is another."""
        if before is None:
            named = frozenset(map(_named, parts))
            self.said.append(Line(values, named, plan_model=plan_model and plan_model.pk, new_model=new_model))
            return
        del self.free[before.order]
        kept = dict(before.values)
        leave = (
            set() if values["nature"] == "CADENCE" and values["cadence_per"] != kept["cadence_per"] else set(SETTLED)
        )
        if before.plan_model:
            leave.add("number")  # a requirement goes by its model's
        if search_key(values.get("schedule_text", "")) == search_key(str(kept["schedule_text"])):
            leave |= set(TIMED) if leave.issuperset(SETTLED) else {"schedule_text", "starts", "due"}
        for name, value in values.items():
            same_words = isinstance(value, str) and search_key(value) == search_key(str(kept[name]))
            if name not in leave and not same_words:
                kept[name] = value
        self.said.append(replace(before, values=kept, parts=_merged(before.parts, parts, doing)))


def _said_targets(reading: Reading, current: list[TargetLine]) -> tuple[list[TargetLine], list[TargetLine]]:
    """The targets the reading speaks of, those of the plan with what it says otherwise, and those it leaves out.

    The kind of aim was settled by people and stays, as does what the document leaves blank.
    """
    said, left = [], list(current)
    for row in shown_rows(reading, "target"):
        values = target_values(row["fields"])
        before = max(left, key=lambda line: _likeness(line.text, values["text"]), default=None)
        if before is None or _likeness(before.text, values["text"]) < ALIKE:
            said.append(TargetLine(**values))
            continue
        left.remove(before)
        changed = {name: value for name, value in values.items() if name != "direction" and value not in (None, "")}
        for name in ("text", "unit"):
            if search_key(changed.get(name, "")) == search_key(getattr(before, name)):
                changed.pop(name, None)
        said.append(replace(before, **changed))
    return said, left


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, search_key(one), search_key(other)).ratio()


def _best(values: dict, lines: Iterable[Line], *, alone: bool = False) -> Line | None:
    """The order a row speaks of; the only requirement of its level is it, however it is worded now."""
    best, likeness = None, 0.0
    for line in lines:
        ratio = _likeness(values["text"], str(line.value("text")))
        same_number = bool(values["number"]) and values["number"] == line.value("number")
        enough = alone or ratio >= (ALIKE_NUMBERED if same_number else ALIKE)
        if enough and (best is None or ratio + same_number > likeness):
            best, likeness = line, ratio + same_number
    return best


def _named(share: Share) -> Named:
    if isinstance(share.target, Agency):
        return Named(share.part, agency=share.target.pk, name=share.target.short_name)
    return Named(share.part, group=share.target.pk, name=share.target.name)


def _merged(before: frozenset[Named], parts: list[Share], doing: tuple[str, ...]) -> frozenset[Named]:
    """The parts a row names in place of the plan's own; kinds it does not name, and those who are the same, stay."""
    new = frozenset(map(_named, parts))

    def who(named: Iterable[Named], kinds: tuple[str, ...]) -> set[tuple]:
        return {(one.agency, one.group) for one in named if one.part in kinds}

    kept: set[Named] = set()
    for kinds in (doing, (PartKind.COORDINATE,), (PartKind.MONITOR,)):
        said, had = who(new, kinds), who(before, kinds)
        kept |= {one for one in (new if said and said != had else before) if one.part in kinds}
    return frozenset(kept)


@transaction.atomic
def propose_amendment(*, reading: Reading, plan: Plan, by: User, whole: bool) -> None:
    """Puts what a reading says otherwise into the plan's amendment in preparation; the reading is done with.

    Raises `NotAllowed` for people who may not amend, names nobody has matched, or nothing that differs.
    """
    held = (
        Reading.objects.select_for_update(of=("self",))
        .visible_to(by)
        .select_related("authority")
        .filter(pk=reading.pk)
        .first()
    )
    if held is None or held.state != ReadingState.OPEN or held.authority_id != plan.authority_id:
        raise NotAllowed("Bản đọc này đã được dùng hoặc không thuộc kế hoạch này. Hãy tải lại trang.")
    matcher = Matcher(held.authority, on=clock.today())
    if unknown := unknown_phrases(held, matcher):
        raise NotAllowed(f"Còn {len(unknown)} tên cơ quan chưa rõ là cơ quan nào. Hãy chọn ở phần Cơ quan trước.")
    made = Comparison(held, plan, matcher, saves=True)
    put_content(plan=plan, by=by, content=made.content(whole=whole), targets=made.targets(whole=whole))
    held.state, held.amends = ReadingState.DONE, plan
    held.saved_at, held.saved_by = clock.now(), by
    held.save()
