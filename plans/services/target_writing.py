"""What an amendment makes of the targets of a plan.

A target whose words are put right stays what it is, with its values. Where something else is aimed at (value, unit, kind
of figure, day, milestones) another target takes its place from the effective day: the old one keeps its values and its
path as they were judged, and what was reached so far is carried over to the new one where it is counted alike, each
value naming the one it is a copy of.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from plans.models import Plan, PlanVersion, Target, TargetMilestone, TargetValue
from plans.services.target_lines import FIELDS, TargetChange, TargetLine


def write_targets(plan: Plan, version: PlanVersion, changes: Iterable[TargetChange]) -> None:
    """The changes become the plan's targets as of a version."""
    last = plan.targets.aggregate(Max("position"))["position__max"] or 0
    for change in changes:
        old = plan.targets.get(pk=change.before.target) if change.before else None
        if old is not None and change.after is not None and not change.ends:
            old.text = change.after.text
            old.save()
            continue
        if old is not None:
            old.dropped_in = version
            old.save()
        if change.after is not None:
            last += 1
            _create(version, change.after, position=old.position if old else last, replaces=old)


def _create(version: PlanVersion, line: TargetLine, *, position: int, replaces: Target | None) -> None:
    target = Target.objects.create(
        plan=version.plan,
        position=position,
        added_in=version,
        replaces=replaces,
        by_agency=replaces is not None and replaces.by_agency,
        **{name: getattr(line, name) for name in FIELDS},
    )
    TargetMilestone.objects.bulk_create(
        TargetMilestone(target=target, year=year, value=value) for year, value in line.steps
    )
    if replaces is not None and target.measures_like(replaces):
        _carry(replaces, target)


def _carry(old: Target, new: Target) -> None:
    values = list(old.values.filter(current=True).prefetch_related("evidence"))
    made = TargetValue.objects.bulk_create(
        TargetValue(
            target=new,
            agency_id=value.agency_id,
            on=value.on,
            value=value.value,
            source=value.source,
            entered_by_id=value.entered_by_id,
            entered_at=value.entered_at,
            carried_from=value,
        )
        for value in values
    )
    proof = TargetValue.evidence.through
    proof.objects.bulk_create(
        proof(targetvalue=copy, evidence=file) for copy in made for file in copy.carried_from.evidence.all()
    )
