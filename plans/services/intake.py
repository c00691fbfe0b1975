"""Many results at once, from Excel: all of them are written, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from agencies import clock
from agencies.models import Agency, User
from agencies.statements import kept
from plans.intake import Entry, Line, entries_of, held_of, label_of
from plans.models import Activity, Assignment, Intake
from plans.monthly import day_to_propose
from plans.services.log import add_activity, correct_activity
from workflow.transitions import NotAllowed


@dataclass
class Written:
    """How many results are new, stand in place of an older figure, are there already."""

    new: int = 0
    replaced: int = 0
    same: int = 0


def write_lines(
    *, lines: Iterable[Line], by: User, keep: bool, loader: Agency | None = None, name: str = ""
) -> Written:
    """Writes the lines through the log's own rules and says in each what it did, or its `problem`.

    Nothing stays when `keep` is False (a preview) or when any line has a problem. `loader` is the office that loads figures
    of many units, from the workbook `name`; without it `by` writes for the own unit.
    """
    lines, written = list(lines), Written()
    with transaction.atomic():
        intake = Intake.objects.create(agency=loader, by=by, at=clock.now(), name=name[:200]) if loader else None
        for entry in entries_of(lines):
            try:
                with transaction.atomic():
                    deed = _write(entry, by, intake)
            except NotAllowed as refusal:
                for line in entry.lines:
                    line.problem = str(refusal)
                continue
            for line in entry.lines:
                line.deed = deed
            setattr(written, deed, getattr(written, deed) + 1)
        idle = intake is not None and not written.new + written.replaced
        if not keep or idle or any(line.problem for line in lines):
            transaction.set_rollback(True)
    return written


def _write(entry: Entry, by: User, intake: Intake | None) -> str:
    """new, replaced or same."""
    held = held_of(entry)
    if held is not None and not entry.monthly:
        raise NotAllowed(
            f"Đã có kết quả giống hệt ngày {entry.on:%d/%m/%Y}. Nếu là lần khác, hãy ghi nội dung khác để phân biệt."
        )
    if held is None:
        if entry.count is None:
            raise NotAllowed(f"Tháng này chưa có “{label_of(entry.assignment)}”. Hãy thêm dòng của số đó.")
        add_activity(
            assignment=entry.assignment,
            by=by,
            on=entry.on,
            count=entry.count,
            text=entry.text,
            figures=entry.figures,
            monthly=entry.monthly,
            intake=intake,
        )
        return "new"
    figures = {figure.measure_id: figure.count for figure in held.figures.all()}
    count = held.count if entry.count is None else entry.count
    if count == held.count and figures == figures | entry.figures:
        return "same"
    for line in entry.lines:
        old = figures.get(line.measure.pk) if line.measure else held.count
        line.old = old if old != line.count else None
    correct_activity(
        activity=held,
        by=by,
        on=day_to_propose(held, last=entry.on),
        count=count,
        text=entry.text or held.text,
        figures=figures | entry.figures,
        intake=intake,
    )
    return "replaced"


@kept
def _one_to_load(user: User, on: date):
    return Assignment.objects.loadable_by(user, on=on).values_list("pk", flat=True)[:1]


def may_load(user: User) -> bool:
    """Whether the person's office holds figures of other units' work in force today."""
    return bool(_one_to_load(user, clock.today()))


def loaded_entries(intake: Intake):
    """What a loading wrote and still counts, by unit."""
    return (
        Activity.objects.counted()
        .filter(intake=intake)
        .for_list()
        .order_by("assignment__kept_by__order", "assignment__kept_by", "assignment__order__position", "pk")
    )
