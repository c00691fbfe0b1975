"""Targets of an amendment in preparation: added, changed and set aside, like the lines of `drafting`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from agencies.models import User
from agencies.vietnamese import format_date
from plans.models import Amendment, Direction, Plan, Target
from plans.services.drafting import Proposal, hold_draft, save_draft
from plans.services.frame import DAYS, frame_of
from plans.services.target_lines import (
    FIELDS,
    TargetChange,
    TargetLine,
    from_json,
    target_changes,
    target_rows,
    targets_of,
)
from plans.services.targets import checked
from workflow.transitions import NotAllowed

# Merged beside the milestones when the plan was amended otherwise meanwhile.
MERGED = (*FIELDS, "steps")


def target_proposal_of(current: list[TargetLine], draft: Amendment | None) -> Proposal[TargetLine]:
    """`current` is `targets_of` the plan."""
    rows = dict(draft.targets) if draft else {}
    found: Proposal[TargetLine] = Proposal({}, [], [])
    for line in current:
        row = rows.pop(str(line.target), None)
        if row is None:
            found.lines[str(line.target)] = line
            continue
        was = replace(from_json(row["was"]), target=line.target)
        if was != line:
            found.otherwise.append(line)
        if "line" in row:
            wanted = from_json(row["line"])
            said = {name: getattr(wanted, name) for name in MERGED if getattr(wanted, name) != getattr(was, name)}
            found.lines[str(line.target)] = replace(line, **said)
    for key, row in rows.items():
        if key.isdigit():
            found.gone.append(from_json(row["was"]).title)
        else:
            found.lines[key] = from_json(row["line"])
    return found


@transaction.atomic
def put_target(*, plan: Plan, by: User, line: TargetLine, key: str = "") -> None:
    """Keeps a target in the amendment, a new one under a new key; a target as the plan already has it is no change.

    Raises `NotAllowed` for a value that cannot be or days outside the plan as the amendment has it.
    """
    draft = hold_draft(plan, by)
    was = _standing(plan, key) if key.isdigit() else None
    line = _sensible(replace(line, target=was.target if was else None), was, draft)
    if was is not None:
        draft.targets.pop(key, None)
        draft.targets |= target_rows(target_changes([was], [line]))
    else:
        (row,) = target_rows([TargetChange(None, line)]).values()
        draft.targets[key if key in draft.targets else Amendment.new_key(draft.targets)] = row
    save_draft(draft, by)


@transaction.atomic
def drop_target(*, plan: Plan, by: User, key: str) -> None:
    """Sets a target of the plan aside, or forgets a new one."""
    draft = hold_draft(plan, by)
    if key.isdigit():
        draft.targets |= target_rows([TargetChange(_standing(plan, key), None)])
    else:
        draft.targets.pop(key, None)
    save_draft(draft, by)


@transaction.atomic
def restore_target(*, plan: Plan, by: User, key: str) -> None:
    """The plan's own target again, without changes."""
    draft = hold_draft(plan, by)
    draft.targets.pop(key, None)
    save_draft(draft, by)


def _standing(plan: Plan, key: str) -> TargetLine:
    line = next((line for line in targets_of(plan) if str(line.target) == key), None)
    if line is None:
        raise NotAllowed("Chỉ tiêu này không còn trong kế hoạch. Hãy tải lại trang.")
    return line


def _sensible(line: TargetLine, was: TargetLine | None, draft: Amendment) -> TargetLine:
    """The line with its values rounded; what is only there or not has neither value nor milestones to type.

    What the plan's own target `was` already is not asked about again.
    """
    if line.direction == Direction.YES_NO:
        known = was if was and was.direction == Direction.YES_NO else TargetLine("", value=Decimal(1))
        return replace(line, value=known.value, unit=known.unit, steps=known.steps)
    aim = Target(direction=line.direction, unit=line.unit, value=line.value)
    if line.value is not None:
        line = replace(line, value=checked(aim, line.value))
    line = replace(line, steps=tuple((year, checked(aim, value)) for year, value in line.steps))
    said = frame_of(draft.plan) | draft.frame
    first, last = (date.fromisoformat(said[name]) for name in DAYS)
    if line.due and not first <= line.due <= last and (was is None or line.due != was.due):
        raise NotAllowed(f"Hạn đạt phải trong thời gian của kế hoạch: từ {format_date(first)} đến {format_date(last)}.")
    if line.steps and line.value is None and (was is None or line.steps != was.steps):
        raise NotAllowed("Hãy ghi giá trị của chỉ tiêu trước khi đặt mốc từng năm.")
    return line
